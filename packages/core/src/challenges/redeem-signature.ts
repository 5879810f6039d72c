import { act } from "../audit/act.ts";
import { queueNotice, announceNotice } from "../delivery/notify.ts";
import { MfaError } from "../errors.ts";
import { takeCeremony, type Ceremony } from "../methods/webauthn/ceremony.ts";
import type { Key } from "../methods/webauthn/credential.ts";
import type { ParsedAssertion } from "../methods/webauthn/parse-assertion.ts";
import { verifySignature } from "../methods/webauthn/verify.ts";
import { record, type Parts } from "../parts.ts";
import type { Proof } from "../protocol.ts";
import type { CredentialUse } from "../stores/credential-store.ts";
import type { RequestContext, User } from "../users.ts";

/** The key that has signed, as the stores know it. */
export interface KnownKey {
  readonly user: User;
  readonly key: Key;
  readonly userHandle: string | null;
  readonly requireUserVerification: boolean;
}

/** The answer of a key, and what it must be the answer to. */
export interface Redemption {
  readonly assertion: ParsedAssertion;
  readonly ceremony: Ceremony;
  readonly context: RequestContext;
  /** Whose key it is, if it may answer here; else why not. */
  readonly findKey: () => Promise<KnownKey | string>;
}

/**
 * Looks at a signature: its challenge is taken first, then it is verified, then its counter is claimed, with the end of the
 * user's failures, in one transaction. Nothing is charged: there is nothing to guess (SECURITY.md C15). Wrong, used,
 * unknown and somebody else's are one answer (H11).
 */
export async function redeemSignature(
  parts: Parts,
  redemption: Redemption,
): Promise<KnownKey & { readonly proof: Proof }> {
  const { assertion, ceremony } = redemption;
  const open = await takeCeremony(parts, ceremony);
  const known = await redemption.findKey();
  if (typeof known === "string") throw await refused(parts, redemption, { reason: known });
  if (!open) throw await refused(parts, redemption, { known, reason: "no_challenge" });

  const verdict = await verifySignature(parts, { assertion, challenge: open.challenge, ...known });
  if (verdict.reason !== undefined) throw await refused(parts, redemption, { known, reason: verdict.reason });
  const refusal = await claim(parts, redemption, { known, use: verdict.use });
  if (refusal !== undefined) throw await refused(parts, redemption, { known, reason: refusal });
  return { ...known, proof: { by: "webauthn", at: parts.settings.clock.now() } };
}

interface Claim {
  readonly known: KnownKey;
  readonly use: CredentialUse;
}

/**
 * A counter that falls means that there are two of a key. One that its makers let nobody copy is refused then; of the others it
 * is told, since several devices of one person may count for themselves. The user hears of both (WebAuthn §6.1.1).
 */
async function claim(
  parts: Parts,
  { ceremony, context }: Redemption,
  { known, use }: Claim,
): Promise<"no_such_method" | "counter" | undefined> {
  const { user, key } = known;
  const notice = { user, kind: "passkey_copied", data: { keyName: key.method.name }, context } as const;
  const { id: methodId } = key.method;
  const about = { userId: user.id, methodType: "webauthn", methodId, context } as const;
  const outcome = await act(parts, async (within) => {
    const stores = within.durable;
    const used = await stores.credentials.use(use);
    if (used === "used" || used === "fell") {
      await stores.failures.reset(user.id);
      await record(within, { type: "mfa_challenge_succeeded", ...about });
      if (ceremony.purpose === "step-up") await record(within, { type: "step_up_succeeded", ...about });
    }
    if (used === "refused" || used === "fell") {
      await queueNotice(parts, stores, notice);
      const data = { methodId, signCount: use.signCount, refused: used === "refused" };
      await record(within, { type: "alert_raised", ...about, reason: "key_copied", data });
    }
    return used;
  });
  if (outcome === "gone") return "no_such_method";
  if (outcome === "used") return undefined;

  announceNotice(parts, notice);
  return outcome === "refused" ? "counter" : undefined;
}

async function refused(
  parts: Parts,
  { context }: Redemption,
  { known, reason }: { readonly known?: KnownKey; readonly reason: string },
): Promise<MfaError> {
  const who = known ? { userId: known.user.id, methodId: known.key.method.id } : {};
  await record(parts, { type: "mfa_challenge_failed", methodType: "webauthn", ...who, context, reason });
  return new MfaError("ERR-MFA-INVALID");
}
