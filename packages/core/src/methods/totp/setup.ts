import { MfaError } from "../../errors.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh, ruleFor } from "../../policy/authorise.ts";
import { newId } from "../../secrets/random.ts";
import type { Subject } from "../../subject.ts";
import { otpauthUrl } from "./otpauth-url.ts";
import { requireName } from "../method-name.ts";
import { secretAad } from "../sealed-secret.ts";
import { createTotpSecret, encodeTotpSecret } from "./secret.ts";

/** What the authenticator app needs, shown this once. */
export interface TotpSetup {
  readonly methodId: string;
  /** Base32, for typing in by hand. */
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly expiresAt: Date;
}

/** The key of a user's only open TOTP set-up: a second one takes the place of the first. */
export function totpSetupKey(parts: Parts, userId: string): string {
  return parts.keyRing.mac("challenge-key", JSON.stringify(["totp-setup", userId]));
}

/**
 * Begins a TOTP enrollment. Nothing counts yet: the secret lives, sealed, in the challenge store until its first code
 * (SECURITY.md A1), and is gone after `challenges.setupSeconds`.
 */
export async function setupTotp(
  parts: Parts,
  request: { subject: Subject; name?: string | undefined },
): Promise<TotpSetup> {
  const { subject, name = "Authenticator app" } = request;
  requireName(name);
  const methods = await requireFresh(parts, subject);
  if (!(await ruleFor(parts, subject.user)).methods.includes("totp")) throw new MfaError("ERR-FORBIDDEN");
  if (methods.filter((method) => method.type === "totp").length >= parts.settings.totp.maxPerUser)
    throw new MfaError("ERR-MFA-ALREADY-ENABLED");

  const { clock, random, issuer, challenges } = parts.settings;
  const methodId = newId({ clock, random });
  const secret = createTotpSecret(random);
  const { algorithm, digits, periodSeconds } = parts.settings.totp;
  const settings = { algorithm, digits, periodSeconds };
  const expiresAt = new Date(clock.now().getTime() + challenges.setupSeconds * 1000);
  const sealed = parts.keyRing.seal(secret, secretAad(methodId, subject.user.id));

  await parts.challenges.put(
    {
      key: totpSetupKey(parts, subject.user.id),
      userId: subject.user.id,
      data: { purpose: "totp-setup", methodId, name, sealed, settings, expiresAt: expiresAt.toISOString() },
    },
    { ttlSeconds: challenges.setupSeconds, maxAttempts: challenges.maxAttempts },
  );
  await record(parts, {
    type: "mfa_setup_initiated",
    userId: subject.user.id,
    methodType: "totp",
    methodId,
    context: subject.context,
  });

  const accountName = subject.user.email ?? subject.user.displayName ?? subject.user.id;
  return {
    methodId,
    secret: encodeTotpSecret(secret),
    otpauthUrl: otpauthUrl({ issuer, accountName, secret, settings }),
    expiresAt,
  };
}
