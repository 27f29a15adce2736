/** A machine's page in the zone of the site where the machine stands. */

import type { ReactNode } from "react";

import { siteOf, useMachineList } from "@/api";
import { InZone, useI18n } from "@/i18n";

export function AtSite({ machine, children }: { readonly machine: string; readonly children: ReactNode }) {
  const { f } = useI18n();
  const site = siteOf(useMachineList().data, machine);
  return <InZone zone={site?.time_zone ?? f.zone}>{children}</InZone>;
}
