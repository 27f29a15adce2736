/** Gives the screens their client. */

import type { ReactNode } from "react";

import type { Client } from "./client";
import { ApiContext } from "./hooks";

export interface ApiProviderProps {
  readonly client: Client;
  /** The client's language: answers with texts are kept apart by it. */
  readonly language: string;
  readonly children: ReactNode;
}

export function ApiProvider({ client, language, children }: ApiProviderProps) {
  return <ApiContext value={{ client, language }}>{children}</ApiContext>;
}
