import { recogniseDevice, type RecognisedDevice } from "../devices/recognise.ts";
import { record, type Parts } from "../parts.ts";
import { ruleFor } from "../policy/authorise.ts";
import { readEpoch } from "../sessions/epoch.ts";
import type { Amr, MethodType, OfferedMethod, Proof } from "../protocol.ts";
import { randomToken } from "../secrets/random.ts";
import type { MustEnroll } from "../subject.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { RequestContext, User } from "../users.ts";
import { enrollmentOf, type Enrollment } from "./enrollment.ts";
import { offeredMethods } from "./offered-methods.ts";
import { credentialsStamp, keysOfToken, toData, type Transport } from "./sign-in-record.ts";

/** The app has checked the password; what now? */
export interface SignInRequest {
  readonly user: User;
  /** How the first factor was given, where it was not a password (RFC 8176), for example `["fed"]`. */
  readonly amr?: Amr | undefined;
  readonly transport: Transport;
  /** The account was made just now: where policy requires a method, it is enrolled before anything else. */
  readonly isNewAccount?: boolean | undefined;
  /** The token of a trusted device, where the browser has one for this user. */
  readonly deviceToken?: string | undefined;
  readonly context: RequestContext;
}

/** Either the user is in, or a second step is open. */
export type SignInStart =
  | {
      readonly mfaRequired: false;
      readonly proofs: readonly Proof[];
      /** For `Sessions.begin`: all sessions ended since then, this sign-in included. */
      readonly epoch: string;
      /** Where policy asks for a method that the user does not have. */
      readonly enrollment?: Enrollment | undefined;
      /** The session is for enrolling alone. */
      readonly mustEnroll?: MustEnroll | undefined;
      /** The trusted device that stood in for the second step. */
      readonly device?: RecognisedDevice | undefined;
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

/** Opens the second step where the user has one and no trusted device, and lets them in where not (DESIGN.md §3, idea 2). */
export async function beginSignIn(parts: Parts, request: SignInRequest): Promise<SignInStart> {
  const { user, context, isNewAccount = false, deviceToken } = request;
  const at = parts.settings.clock.now();
  const rule = await ruleFor(parts, user);
  const [epoch, records] = await Promise.all([
    readEpoch(parts, user.id),
    rule.mfa === "off" ? [] : parts.durable.methods.list(user.id),
  ]);
  const password = { by: "password", at } as const;

  if (records.length === 0) {
    const required = await enrollmentOf(parts, { user, rule, context, isNewAccount });
    return { mfaRequired: false, proofs: [password], epoch, ...required };
  }
  const device =
    deviceToken === undefined ? undefined : await recogniseDevice(parts, { user, rule, token: deviceToken, context });
  if (device) return { mfaRequired: false, proofs: [password, device.proof], epoch, device };
  // A stolen token has just ended everything that had begun; this sign-in goes on, and asks for a second factor.
  const epochNow = deviceToken === undefined ? epoch : await readEpoch(parts, user.id);
  return openSecondStep(parts, { request, records, passwordAt: at, epoch: epochNow });
}

async function openSecondStep(
  parts: Parts,
  given: {
    readonly request: SignInRequest;
    readonly records: readonly MethodRecord[];
    readonly passwordAt: Date;
    readonly epoch: string;
  },
): Promise<SignInStart> {
  const { request, records, passwordAt, epoch } = given;
  const { user, amr = [], transport, context } = request;
  const challengeToken = randomToken(parts.settings.random);
  const [challengeKey = ""] = keysOfToken(parts, challengeToken);
  const { signInSeconds, maxAttempts } = parts.settings.challenges;
  const expiresAt = new Date(passwordAt.getTime() + signInSeconds * 1000);
  await parts.challenges.put(
    {
      key: challengeKey,
      userId: user.id,
      data: toData({ transport, stamp: credentialsStamp(parts, user), expiresAt, passwordAt, amr, epoch }),
    },
    { ttlSeconds: signInSeconds, maxAttempts },
  );
  await record(parts, { type: "sign_in_pending", userId: user.id, context });

  const methods = await offeredMethods(parts, { user, records });
  const preferredMethod = methods.find(({ type }) => type !== "backup_code")?.type ?? "totp";
  return { mfaRequired: true, challengeKey, challengeToken, expiresAt, methods, preferredMethod };
}
