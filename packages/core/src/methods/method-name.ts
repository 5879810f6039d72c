import { MfaError } from "../errors.ts";

const MOST = 64;

/** Controls, bidi marks, line ends and half surrogate pairs: a name goes into lists, mails and logs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What people may call a method: 1 to 64 characters that print, and not spaces alone. */
export function isMethodName(name: string): boolean {
  return name.trim() !== "" && name.length <= MOST && !UNPRINTABLE.test(name);
}

/** `ERR-VALIDATION` for anything else, from whichever page it comes. */
export function requireName(name: string | undefined): void {
  if (name === undefined || isMethodName(name)) return;
  throw new MfaError("ERR-VALIDATION", { members: { errors: [{ field: "name", message: "malformed" }] } });
}
