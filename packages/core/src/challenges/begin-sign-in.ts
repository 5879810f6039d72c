import { record, type Parts } from "../parts.ts";
import { readEpoch } from "../sessions/epoch.ts";
import { ruleFor } from "../policy/authorise.ts";
import type { Amr, MethodType, OfferedMethod, Proof } from "../protocol.ts";
import { randomToken } from "../secrets/random.ts";
import type { RequestContext, User } from "../users.ts";
import { offeredMethods } from "./offered-methods.ts";
import { credentialsStamp, keysOfToken, toData, type Transport } from "./sign-in-record.ts";

/** The app has checked the password; what now? */
export interface SignInRequest {
  readonly user: User;
  /** How the first factor was given, where it was not a password (RFC 8176), for example `["fed"]`. */
  readonly amr?: Amr | undefined;
  readonly transport: Transport;
  readonly context: RequestContext;
}

/** Either the user is in, or a second step is open. */
export type SignInStart =
  | {
      readonly mfaRequired: false;
      readonly proofs: readonly Proof[];
      /** For `Sessions.begin`: all sessions ended since then, this sign-in included. */
      readonly epoch: string;
      readonly enrollmentRequired: boolean;
    }
  | {
      readonly mfaRequired: true;
      /** What the session keeps: a keyed hash, good for nothing outside it. */
      readonly challengeKey: string;
      /** What a client without cookies keeps. */
      readonly challengeToken: string;
      readonly expiresAt: Date;
      readonly methods: readonly OfferedMethod[];
      readonly preferredMethod: MethodType;
    };

/** Opens the second step where the user has one, and lets them in where not (DESIGN.md §3, idea 2). */
export async function beginSignIn(parts: Parts, request: SignInRequest): Promise<SignInStart> {
  const { user, amr = [], transport, context } = request;
  const now = parts.settings.clock.now();
  const rule = ruleFor(parts, user);
  const [epoch, records] = await Promise.all([
    readEpoch(parts, user.id),
    rule.mfa === "off" ? [] : parts.durable.methods.list(user.id),
  ]);

  if (records.length === 0) {
    const proofs = [{ by: "password", at: now }] as const;
    return { mfaRequired: false, proofs, epoch, enrollmentRequired: rule.mfa === "required" };
  }

  const challengeToken = randomToken(parts.settings.random);
  const [challengeKey = ""] = keysOfToken(parts, challengeToken);
  const { signInSeconds, maxAttempts } = parts.settings.challenges;
  const expiresAt = new Date(now.getTime() + signInSeconds * 1000);
  await parts.challenges.put(
    {
      key: challengeKey,
      userId: user.id,
      data: toData({ transport, stamp: credentialsStamp(parts, user), expiresAt, passwordAt: now, amr, epoch }),
    },
    { ttlSeconds: signInSeconds, maxAttempts },
  );
  record(parts, { type: "sign_in_pending", userId: user.id, context });

  const methods = await offeredMethods(parts, { user, records });
  const preferredMethod = methods.find(({ type }) => type !== "backup_code")?.type ?? "totp";
  return { mfaRequired: true, challengeKey, challengeToken, expiresAt, methods, preferredMethod };
}
