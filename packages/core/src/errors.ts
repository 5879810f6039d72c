/**
 * The code is the contract: it never changes with the language, and one
 * code stands for all the reasons that must look alike from outside (a wrong, an expired and a used code are one).
 */
const statuses = {
  "ERR-UNAUTHENTICATED": 401,
  "ERR-MFA-REQUIRED": 401,
  "ERR-MFA-INVALID": 401,
  "ERR-MFA-CHALLENGE-INVALID": 401,
  "ERR-MFA-STEP-UP-REQUIRED": 401,
  "ERR-MFA-ENROLLMENT-REQUIRED": 403,
  "ERR-MFA-ALREADY-ENABLED": 409,
  "ERR-MFA-NOT-ENABLED": 409,
  "ERR-MFA-ADMIN-REQUIRED": 403,
  "ERR-MFA-RATE-LIMITED": 429,
  "ERR-SESSION-LIMIT": 409,
  "ERR-FORBIDDEN": 403,
  "ERR-NOT-FOUND": 404,
  "ERR-VALIDATION": 400,
  "ERR-UNSUPPORTED-MEDIA": 415,
  "ERR-TOO-LARGE": 413,
  "ERR-CROSS-SITE": 403,
  "ERR-UNAVAILABLE": 503,
} as const;

/** A stable, public error code. */
export type ErrorCode = keyof typeof statuses;

/** The HTTP status of each code. */
export const errorStatus: Readonly<Record<ErrorCode, number>> = statuses;

/** Extra members of the problem document (RFC 9457 §3.2). Never a secret, never an echo of the input. */
export type ErrorMembers = Readonly<Record<string, unknown>>;

/**
 * An expected refusal on its way to the client.
 *
 * @example
 * ```ts
 * import { MfaError } from "sallyport";
 * throw new MfaError("ERR-NOT-FOUND");
 * ```
 */
export class MfaError extends Error {
  override readonly name = "MfaError";
  readonly code: ErrorCode;
  /** The HTTP status that belongs to `code`; Express' own error handler reads it too. */
  readonly status: number;
  readonly members: ErrorMembers;
  /** Seconds for `Retry-After`, where waiting helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: { members?: ErrorMembers; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = errorStatus[code];
    this.members = options.members ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** One thing that is wrong with the configuration, in the user's words. */
export interface ConfigProblem {
  /** Stable code for the page in `docs/errors.md`, for example `CONFIG-OPTION-UNKNOWN`. */
  readonly code: string;
  /** The option or environment name that is wrong, for example `sessions.idleSeconds` or `MFA_TOTP_WINDOW`. */
  readonly option: string;
  /** What is wrong with it; shows the value unless it is a secret. */
  readonly reason: string;
  /** What to write instead. */
  readonly remedy: string;
}

/**
 * Misconfiguration: thrown at start (or at the first request, where only that can show it), with everything that is
 * wrong listed at once. `code`, `option` and `remedy` are those of the first problem.
 */
export class SallyportConfigError extends Error {
  override readonly name = "SallyportConfigError";
  readonly code: string;
  readonly option: string;
  readonly remedy: string;
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly [ConfigProblem, ...ConfigProblem[]]) {
    super(["Sallyport can't start with this configuration:", ...problems.map(describe)].join("\n"));
    this.problems = problems;
    this.code = problems[0].code;
    this.option = problems[0].option;
    this.remedy = problems[0].remedy;
  }
}

function describe(problem: ConfigProblem): string {
  return `  - ${problem.option}: ${problem.reason}. ${problem.remedy} [${problem.code}]`;
}
