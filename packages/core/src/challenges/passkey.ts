import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { withdraw } from "../admin/self-recovery.ts";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import { joinCeremony, type Ceremony } from "../methods/webauthn/ceremony.ts";
import { keyOf } from "../methods/webauthn/credential.ts";
import { parseAssertion } from "../methods/webauthn/parse-assertion.ts";
import { requestOptions } from "../methods/webauthn/request-options.ts";
import type { Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import { randomToken } from "../secrets/random.ts";
import { readEpoch } from "../sessions/epoch.ts";
import type { RequestContext } from "../users.ts";
import type { SignedIn } from "./finish-sign-in.ts";
import { redeemSignature, type KnownKey } from "./redeem-signature.ts";

/** A challenge for whoever has a passkey of this app. */
export interface PasskeyChallenge {
  /** What the browser keeps, so that nobody answers in its place. */
  readonly challengeToken: string;
  readonly expiresAt: Date;
  /** For `navigator.credentials.get()`. They name nobody's keys: browsers find their own (SECURITY.md H11). */
  readonly options: PublicKeyCredentialRequestOptionsJSON;
}

/** The answer of a passkey. */
export interface PasskeyAnswer {
  readonly challengeToken: string | undefined;
  /** An `AuthenticationResponseJSON`; it is looked at as what it is, which may be anything. */
  readonly response: unknown;
  readonly context: RequestContext;
}

const TOKEN = /^[\w-]{43}$/;

function ceremonyOf(token: string): Ceremony {
  return { purpose: "passkey", userId: undefined, boundTo: token };
}

/** Only where passkeys are offered as a sign-in by themselves. */
function requirePasskeys({ settings }: Parts): void {
  const isOffered = settings.methods.includes("webauthn") && settings.webauthn.usage === "passkey";
  if (!isOffered) throw new MfaError("ERR-NOT-FOUND");
}

/** Opens a sign-in by passkey alone, before anybody has said who they are. A browser that asks twice gets the same challenge. */
export async function beginPasskey(
  parts: Parts,
  { held }: { readonly held?: string | undefined },
): Promise<PasskeyChallenge> {
  requirePasskeys(parts);
  const challengeToken = held !== undefined && TOKEN.test(held) ? held : randomToken(parts.settings.random);
  const open = await joinCeremony(parts, ceremonyOf(challengeToken));
  const options = await requestOptions(parts, { open, userVerification: "required" });
  return { challengeToken, expiresAt: open.expiresAt, options };
}

/**
 * Ends it: a discoverable key that has verified its user is both factors in one step (SP 800-63B-4 §2.2.1). The epoch is
 * read first, so that a sign-out of all sessions that happens meanwhile ends this one as well.
 */
export async function finishPasskey(parts: Parts, answer: PasskeyAnswer): Promise<SignedIn> {
  requirePasskeys(parts);
  const { challengeToken, response, context } = answer;
  const assertion = await parseAssertion(response);
  let epoch = "";
  const findKey = async (): Promise<KnownKey | string> => {
    // Without the handle, whoever signs has not been told from anybody else (WebAuthn §7.2, step 6).
    if (assertion.userHandle === undefined) return "no_user_handle";
    const found = await parts.durable.credentials.find(assertion.credentialId);
    const key = found && keyOf(parts, found.method);
    if (key?.usage !== "passkey") return "no_such_method";
    epoch = await readEpoch(parts, key.method.userId);
    const user = await findUser(parts, key.method.userId);
    if (!user) return "no_such_user";
    if (!(await ruleFor(parts, user)).methods.includes("webauthn")) return "not_allowed";
    return { user, key, userHandle: found?.userHandle ?? null, requireUserVerification: true };
  };

  const redeemed = await redeemSignature(parts, {
    assertion,
    ceremony: ceremonyOf(challengeToken ?? ""),
    context,
    findKey,
  });
  const { user, proof } = redeemed;
  await withdraw(parts, { user, context });
  return { user, proofs: [proof], amr: [], epoch };
}
