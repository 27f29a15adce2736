/** What every step of the wizard is given. */

import type { ConnectorKind, ProfileFit, TrialShown } from "@/api/setup";
import type { Draft, Step, Taken } from "./draft";
import type { Change } from "./useDraft";

export interface Wizard {
  readonly connectors: readonly ConnectorKind[];
  /** The chosen protocol. */
  readonly kind: ConnectorKind | undefined;
  readonly draft: Draft;
  readonly change: Change;
  readonly forget: () => void;
  readonly go: (step: Step) => void;
  /** Profiles that can be chosen, best first. */
  readonly fits: readonly ProfileFit[];
  /** Names that are taken. */
  readonly taken: Taken;
  readonly trial: TrialShown;
}
