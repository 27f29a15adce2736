/** What a span carries besides its value. */

import type { SpanOut } from "@/api";

/** The detail of a name as text; empty when absent. */
export function detailText(span: SpanOut, name: string): string {
  const value = span.detail[name];
  return value == null ? "" : String(value);
}
