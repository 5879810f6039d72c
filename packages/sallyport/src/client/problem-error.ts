import type { Problems } from "./calls/problems.ts";

/**
 * The code of a refusal (docs/errors.md).
 *
 * @example
 * ```ts
 * import type { ProblemCode } from "sallyport/client";
 *
 * export const texts: Partial<Record<ProblemCode, string>> = { "ERR-MFA-INVALID": "That was not the code." };
 * ```
 */
export type ProblemCode = keyof Problems;

/**
 * The problem document of a refusal (RFC 9457); `code` says which one it is, and what it holds beside the rest.
 *
 * @example
 * ```ts
 * import type { Problem } from "sallyport/client";
 *
 * export function triesLeft(problem: Problem): number | undefined {
 *   return problem.code === "ERR-MFA-INVALID" ? problem.attemptsRemaining : undefined;
 * }
 * ```
 */
export type Problem = Problems[ProblemCode];

/**
 * An answer that is no success. `problem` and `code` are those of the router (docs/errors.md); both are `undefined` where
 * something else has answered: a proxy, or another route.
 *
 * @example
 * ```ts
 * import { createClient, ProblemError } from "sallyport/client";
 *
 * const client = createClient({ baseUrl: "/api/v1" });
 * try {
 *   await client.post("/mfa/verify", { method: "totp", code: "123456" });
 * } catch (error) {
 *   if (!(error instanceof ProblemError) || error.code !== "ERR-MFA-INVALID") throw error;
 *   console.log(error.problem?.detail);
 * }
 * ```
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: ProblemCode | undefined;
  readonly problem: Problem | undefined;
  /** How long to wait, where waiting helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor({ status, headers }: Response, body: unknown) {
    const problem = isProblem(headers, body) ? body : undefined;
    super(problem ? `${problem.code}: ${problem.detail}` : `HTTP ${status}`);
    this.status = status;
    this.code = problem?.code;
    this.problem = problem;
    const seconds = Number(headers.get("retry-after") ?? NaN);
    this.retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
  }
}

function isProblem(headers: Headers, body: unknown): body is Problem {
  const isDocument = headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  return isDocument && typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
}
