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

/** Where a passkey or security key is the second factor, or is added. */
export const KEY: Words = {
  "ERR-MFA-INVALID": "That passkey or security key was not accepted. Try again, or choose another way.",
  "ERR-VALIDATION": "That is no answer of a passkey or security key.",
};

/** Where a passkey signs in by itself. */
export const PASSKEY: Words = {
  ...KEY,
  "ERR-MFA-INVALID": "That passkey was not accepted. Sign in with your password, or try another one.",
};

/** Where the password was asked for once more. */
export const PASSWORD: Words = { "ERR-MFA-INVALID": "That password is wrong." };

/** Where a method is removed or renamed. */
export const CHANGE: Words = {
  "ERR-MFA-ADMIN-REQUIRED": "Your account needs a second factor: add another one first, then remove this one.",
  "ERR-NOT-FOUND": "That one is gone already.",
};

/** Where an administrator acts on somebody. */
export const ADMIN: Words = {
  "ERR-FORBIDDEN":
    "Not you yourself, and not another administrator: somebody with access to the server has to do that.",
  "ERR-VALIDATION": "Write a number of days from 1 to 365.",
};

/** Where all methods are lost. */
export const LOST: Words = {
  "ERR-MFA-RATE-LIMITED": "You have asked for this a few times today.",
  "ERR-NOT-FOUND": "This can't be done here: no mail can be sent to you. Please ask an administrator.",
};

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

/** The page that solves a refusal, where there is one; from there it goes back to where it was met. */
export function pageFor({ code, members }: MfaError, path: string): string | undefined {
  const back = pageOf(path);
  if (code === "ERR-MFA-CHALLENGE-INVALID") return "/sign-in";
  if (code === "ERR-UNAUTHENTICATED") return `/sign-in?returnTo=${back}`;
  if (code === "ERR-MFA-ENROLLMENT-REQUIRED") return "/security";
  if (code !== "ERR-MFA-STEP-UP-REQUIRED" && code !== "ERR-MFA-REQUIRED") return undefined;
  return wantsMailedCode(members) ? "/mailbox" : `/challenge?returnTo=${back}`;
}

/** A first method is enrolled with the account's mailbox, where one must be. */
function wantsMailedCode({ methods }: MfaError["members"]): boolean {
  return Array.isArray(methods) && methods.includes("mailed_code");
}

/** Where the form stood. */
function pageOf(path: string): string {
  const [found = "/account"] =
    /^\/(?:security|sessions|mailbox|activity(?:\/my-data)?|admin(?:\/people\/[\w-]+)?)(?![\w-])/.exec(path) ?? [];
  return found;
}
