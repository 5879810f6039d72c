import { MfaError } from "../errors.ts";
import type { NewEvent } from "../events.ts";
import { record, type Parts } from "../parts.ts";
import { aadFor } from "../secrets/key-ring.ts";
import type { MethodRecord } from "../stores/method-store.ts";

/** Which row a ciphertext belongs to: copied into another row, it does not open (SECURITY.md I2). */
export function secretAad(methodId: string, userId: string): string {
  return aadFor({ table: "mfa_methods", column: "secret", rowId: methodId, userId });
}

/**
 * Opens a method's secret. A missing key is an outage (503, nobody loses MFA); a damaged ciphertext is a method that
 * accepts nothing, and never one that is not there.
 */
export function openSecret(parts: Parts, method: MethodRecord): Uint8Array | undefined {
  const opened = parts.keyRing.open(method.secret, secretAad(method.id, method.userId));
  if (opened.ok) return opened.plaintext;

  if (opened.reason === "unknown-key") {
    tell(parts, { type: "store_unavailable", userId: method.userId, methodId: method.id, reason: "key_missing" });
    parts.settings.logger.error(
      "a method is sealed under a key that is not configured: add the old key to MFA_SECRET",
      { methodId: method.id },
    );
    throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 60 });
  }
  tell(parts, {
    type: "mfa_challenge_failed",
    userId: method.userId,
    methodType: method.type,
    methodId: method.id,
    reason: "secret_unreadable",
  });
  return undefined;
}

/** Nobody waits for it: the guess itself is recorded by whoever looks at it. */
function tell(parts: Parts, event: NewEvent): void {
  record(parts, event).catch((error: unknown) => {
    parts.settings.logger.error("an unreadable secret could not be recorded", { error: String(error) });
  });
}

/** The secret under the newest key, where the row still has an older one; undefined where there is nothing to do. */
export function resealed(parts: Parts, method: MethodRecord, secret: Uint8Array): string | undefined {
  if (method.secret === null || parts.keyRing.isCurrent(method.secret)) return undefined;
  return parts.keyRing.seal(secret, secretAad(method.id, method.userId));
}
