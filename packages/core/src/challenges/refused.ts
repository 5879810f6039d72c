import { MfaError } from "../errors.ts";

/** The client's `method` is a wish: one that this account may not use here is refused before anything is charged. */
export function methodRefused(): MfaError {
  return new MfaError("ERR-VALIDATION", {
    members: { errors: [{ field: "method", message: "not available for this account" }] },
  });
}
