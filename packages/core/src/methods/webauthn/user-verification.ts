import type { WebauthnOptions } from "../../options/webauthn-options.ts";
import type { Parts } from "../../parts.ts";
import type { Key } from "./credential.ts";

/**
 * Must this key show its user's PIN, finger or face? At a step-up, whenever it can: who holds the unlocked browser may hold the
 * key as well (SECURITY.md H4). A security key that can do no more than be touched stays what it was at the sign-in.
 */
export function mustVerifyUser(parts: Parts, purpose: "sign-in" | "step-up", { userVerified }: Key): boolean {
  return parts.settings.webauthn.userVerification === "required" || (purpose === "step-up" && userVerified);
}

/** What the browser is told of it. Where some of them must, all are asked; the answer is held against the one that gives it. */
export function verificationOf(
  parts: Parts,
  purpose: "sign-in" | "step-up",
  keys: readonly Key[],
): NonNullable<WebauthnOptions["userVerification"]> {
  const must = keys.filter((key) => mustVerifyUser(parts, purpose, key));
  if (must.length === keys.length) return "required";
  return must.length > 0 ? "preferred" : parts.settings.webauthn.userVerification;
}
