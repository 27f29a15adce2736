/** A request that did not succeed, as the screens need it. */

/** RFC 9457 body as our server fills it. */
export interface ProblemBody {
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly status: number;
  /** What the text was made of, among it the place of a refusal. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The server answered, but not with what was asked. Texts come in the reader's language. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(body: ProblemBody) {
    super(`${body.status} ${body.code}`);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.detail = body.detail;
    this.params = body.params;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("the server does not answer", { cause });
    this.name = "Unreachable";
  }
}

/** Make a `Problem` of an answer, whether or not its body is problem details. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Partial<ProblemBody> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === "object" && parsed !== null) {
      body = parsed;
    }
  } catch {
    // not JSON: a proxy's page or nothing; status and its text remain
  }
  return new Problem({
    status: response.status,
    code: body.code ?? `http.${response.status}`,
    title: body.title ?? response.statusText,
    detail: body.detail ?? "",
    params: body.params ?? {},
  });
}
