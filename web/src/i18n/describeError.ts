/** A failed request in the reader's words. Knows the errors by shape, so that it depends on no room beside. */

import type { Translate } from "./translate";

interface ProblemLike {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

function isProblem(error: unknown): error is ProblemLike {
  return typeof error === "object" && error !== null && "status" in error && "title" in error && "detail" in error;
}

export function describeError(error: unknown, t: Translate): string {
  if (!isProblem(error)) {
    return t("error.network");
  }
  return error.detail === "" ? t("error.http", { status: error.status, title: error.title }) : error.detail;
}
