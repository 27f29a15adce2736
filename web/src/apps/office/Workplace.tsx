/** The manual workplace of a machine that has one; the page does not wait for it. */

import { Suspense, lazy } from "react";

import { useMachineDetail } from "@/api";

const ManualPanel = lazy(() => import("@/features/manual"));

export function Workplace({ machine }: { readonly machine: string }) {
  const sources = useMachineDetail(machine).data?.sources ?? [];
  return sources.some(({ connector }) => connector === "manual") ? (
    <Suspense fallback={null}>
      <ManualPanel machine={machine} />
    </Suspense>
  ) : null;
}
