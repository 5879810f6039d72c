import { MfaError, type ErrorCode } from "sallyport";

/** Words of one form for what it is refused with. */
export type Words = Partial<Record<ErrorCode, string>>;

const WORDS: Words = {
  "ERR-MFA-INVALID": "That code was not accepted. Wait for a new one and try again.",
  "ERR-MFA-ALREADY-ENABLED": "You have this one already, or as many of its kind as you may have.",
  "ERR-VALIDATION": "That does not look like a code.",
  "ERR-FORBIDDEN": "No code can be sent there.",
  "ERR-UNAVAILABLE": "A part of the service does not answer. Nothing was lost; try again shortly.",
};

/** Where a code was asked for. */
export const SENDING: Words = { "ERR-MFA-RATE-LIMITED": "No code can be sent yet." };

/** Where a code that was sent was entered. */
export const SENT_CODE: Words = {
  "ERR-MFA-INVALID": "That code was not accepted. Look for the newest message, or have it sent again.",
};

/** Where a backup code was entered. */
export const BACKUP_CODE: Words = { "ERR-MFA-INVALID": "That backup code was not accepted. Each one works once." };

/** Where the password was asked for once more. */
export const PASSWORD: Words = { "ERR-MFA-INVALID": "That password is wrong." };

/** A refusal to be told beside the form; what leads to another page, and what is no refusal, is thrown on. */
export function refusalOf(error: unknown): MfaError {
  if (error instanceof MfaError && pageFor(error, "") === undefined) return error;
  throw error;
}

/** What a refusal means to the person in front of the form. */
export function problemText(error: MfaError, words: Words = {}): string {
  if (error.code === "ERR-MFA-RATE-LIMITED") return `${words[error.code] ?? "Too many attempts."} ${wait(error)}`;
  return words[error.code] ?? WORDS[error.code] ?? "That did not work.";
}

function wait({ retryAfterSeconds = 30 }: MfaError): string {
  const minutes = retryAfterSeconds > 120 ? ` (${Math.ceil(retryAfterSeconds / 60)} minutes)` : "";
  return `Please wait ${retryAfterSeconds} seconds${minutes}.`;
}

/** The page that solves a refusal, where there is one. */
export function pageFor(error: MfaError, path: string): string | undefined {
  if (error.code === "ERR-UNAUTHENTICATED" || error.code === "ERR-MFA-CHALLENGE-INVALID") return "/sign-in";
  return error.code === "ERR-MFA-STEP-UP-REQUIRED" || error.code === "ERR-MFA-REQUIRED"
    ? `/challenge?returnTo=/${path.startsWith("/sessions") ? "sessions" : "security"}`
    : undefined;
}
