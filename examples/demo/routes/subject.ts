import type { Request } from "express";
import { MfaError, type Subject } from "sallyport";

/** Who acts; the guard before has let nobody through who is not signed in. */
export function subjectOf({ mfa: { subject } }: Request): Subject {
  if (!subject) throw new MfaError("ERR-UNAUTHENTICATED");
  return subject;
}
