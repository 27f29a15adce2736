/** The time of the machine as the page shows and corrects it: pieces, the log, reasons, locks. */

import { useMemo } from "react";

import type { Correction, ReasonChoice, TimeAccount } from "@/api/corrections";
import { useCorrectionLog, useReasonChoices, useTime } from "@/api/corrections";
import type { Window } from "@/core/instant";
import type { Piece } from "./pieces";
import { piecesOf, splitsOf } from "./pieces";

export interface MachineTime {
  readonly account: TimeAccount | undefined;
  readonly pieces: readonly Piece[];
  readonly log: readonly Correction[];
  /** The last line of the log the person knows of. */
  readonly seen: number | undefined;
  readonly reasons: readonly ReasonChoice[];
  readonly error: Error | null;
  readonly retry: () => void;
}

const NO_LOG: readonly Correction[] = [];
const NO_PIECES: readonly Piece[] = [];

export function useMachineTime(machine: string, window: Window, live: boolean): MachineTime {
  const time = useTime(machine, window, live);
  const corrections = useCorrectionLog(machine, window);
  const reasons = useReasonChoices(machine);
  const account = time.data;
  const log = corrections.data?.corrections ?? NO_LOG;
  const pieces = useMemo(
    () => (account === undefined ? NO_PIECES : piecesOf(account.stretches, splitsOf(log))),
    [account, log],
  );
  return {
    account,
    pieces,
    log,
    seen: corrections.data?.last,
    reasons,
    error: time.data === undefined ? time.error : null,
    retry: () => void time.refetch(),
  };
}
