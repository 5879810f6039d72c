import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { MfaError } from "../../errors.ts";
import type { WebauthnUsage } from "../../options/webauthn-options.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh, ruleFor } from "../../policy/authorise.ts";
import { newId } from "../../secrets/random.ts";
import type { MethodRecord } from "../../stores/method-store.ts";
import type { Subject } from "../../subject.ts";
import { requireName } from "../method-name.ts";
import { fromBase64url } from "./base64url.ts";
import { beginRegistration, type Ceremony } from "./ceremony.ts";
import { descriptorOf, keysOf } from "./credential.ts";
import { userHandleOf } from "./user-handle.ts";
import { ALGORITHMS } from "./verify-registration.ts";

/** What the browser needs to make a key: hand `options` to `navigator.credentials.create()`. */
export interface WebauthnSetup {
  readonly methodId: string;
  readonly expiresAt: Date;
  readonly options: PublicKeyCredentialCreationOptionsJSON;
}

/** A key that somebody wants to add. */
export interface KeyRequest {
  readonly subject: Subject;
  readonly name?: string | undefined;
  /** Default: `webauthn.usage`. */
  readonly usage?: WebauthnUsage | undefined;
}

/** The only open registration of a session: a second one takes the place of the first. */
export function registrationOf({ user, sessionId }: Subject): Ceremony {
  return { purpose: "registration", userId: user.id, boundTo: sessionId ?? "" };
}

/** Begins the enrollment of a passkey or security key. Nothing counts until its signature has come (SECURITY.md A1). */
export async function setupWebauthn(
  parts: Parts,
  { subject, name, usage: wanted }: KeyRequest,
): Promise<WebauthnSetup> {
  const { user, context } = subject;
  const { settings } = parts;
  requireName(name);
  const methods = await requireFresh(parts, subject);
  if (!(await ruleFor(parts, user)).methods.includes("webauthn")) throw new MfaError("ERR-FORBIDDEN");
  const usage = wanted ?? settings.webauthn.usage;
  if (usage === "passkey" && settings.webauthn.usage !== "passkey") throw new MfaError("ERR-FORBIDDEN");
  if (methods.filter(({ type }) => type === "webauthn").length >= settings.webauthn.maxPerUser)
    throw new MfaError("ERR-MFA-ALREADY-ENABLED");

  const methodId = newId(settings);
  const handle = await userHandleOf(parts, user.id);
  const open = await beginRegistration(parts, registrationOf(subject), { methodId, name, usage });
  const options = await creationOptions(parts, { subject, methods, usage, handle, challenge: open.challenge });
  await record(parts, { type: "mfa_setup_initiated", userId: user.id, methodType: "webauthn", methodId, context });
  return { methodId, expiresAt: open.expiresAt, options };
}

async function creationOptions(
  parts: Parts,
  given: {
    readonly subject: Subject;
    readonly methods: readonly MethodRecord[];
    readonly usage: WebauthnUsage;
    readonly handle: string;
    readonly challenge: string;
  },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { usage, handle, challenge } = given;
  const { email, displayName, id } = given.subject.user;
  const { issuer, webauthn } = parts.settings;
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  return generateRegistrationOptions({
    rpName: issuer,
    rpID: webauthn.rpId,
    userID: fromBase64url(handle),
    userName: email ?? displayName ?? id,
    userDisplayName: displayName ?? email ?? id,
    challenge: fromBase64url(challenge),
    timeout: webauthn.ceremonySeconds * 1000,
    attestationType: webauthn.attestation,
    excludeCredentials: keysOf(parts, given.methods).map(descriptorOf),
    supportedAlgorithmIDs: [...ALGORITHMS],
    authenticatorSelection:
      usage === "passkey"
        ? { residentKey: "required", userVerification: "required" }
        : { residentKey: "discouraged", userVerification: webauthn.userVerification },
  });
}
