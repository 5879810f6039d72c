import type { Parts } from "../../parts.ts";
import { requireFull, type Subject } from "../../subject.ts";
import { keysOf } from "./credential.ts";

/**
 * Which of a user's passkeys are good, in the words of the Signal API (WebAuthn §5.1.10): hand it to
 * `PublicKeyCredential.signalAllAcceptedCredentials()`, and the browser hides those that were removed.
 */
export interface AcceptedPasskeys {
  readonly rpId: string;
  /** The user's handle, base64url; null for a user who has never begun to add one: no authenticator knows them. */
  readonly userId: string | null;
  readonly allAcceptedCredentialIds: readonly string[];
  /** For `signalCurrentUserDetails()`. */
  readonly name: string;
  readonly displayName: string;
}

export async function acceptedPasskeys(parts: Parts, subject: Subject): Promise<AcceptedPasskeys> {
  requireFull(subject);
  const { id, email, displayName } = subject.user;
  const [userId, methods] = await Promise.all([
    parts.durable.credentials.knownHandle(id),
    parts.durable.methods.list(id),
  ]);
  return {
    rpId: parts.settings.webauthn.rpId,
    userId,
    allAcceptedCredentialIds: keysOf(parts, methods).map(({ credentialId }) => credentialId),
    name: email ?? displayName ?? id,
    displayName: displayName ?? email ?? id,
  };
}
