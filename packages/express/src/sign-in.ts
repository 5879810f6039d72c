import {
  MfaError,
  SallyportConfigError,
  type Amr,
  type Enrollment,
  type OfferedMethod,
  type SignInStart,
  type Transport,
  type User,
} from "@sallyport/core";
import type { Request } from "express";
import { completeSignIn } from "./complete-sign-in.ts";
import { unlessGone } from "./load-session.ts";
import type { RequestState } from "./request-state.ts";
import { destroy, discard, renew, save } from "./request-session.ts";
import { requireCookieReach } from "./require-cookie-reach.ts";
import { writeState, type SessionState } from "./session-state.ts";
import { readDeviceCookie, writeDeviceCookie } from "./trusted-device/cookie.ts";
import { isTrustOffered } from "./trusted-device/trust.ts";

/** What `signIn` answers: send it to the client as it is. */
export type SignInAnswer =
  | {
      readonly mfaRequired: false;
      /** The public handle of the session. */
      readonly sessionId: string;
      /** Where policy asks for a second factor that the user does not have: until when they may go on without. */
      readonly enrollment?: Enrollment;
      readonly [member: string]: unknown;
    }
  | {
      readonly mfaRequired: true;
      readonly expiresAt: Date;
      /** Only with `transport: "token"`. */
      readonly challengeToken?: string;
      readonly methods: readonly OfferedMethod[];
      readonly preferredMethod: string;
      /** Where this browser can be remembered: send `trustDevice: true` with the code. */
      readonly trustDevice?: { readonly days: number };
    };

/** How a sign-in is begun. */
export interface SignInOptions {
  /** `session` (default) binds the second step to this browser; `token` hands it to a client without cookies. */
  readonly transport?: Transport;
  /** How the first factor was given, where it was not a password (RFC 8176). */
  readonly amr?: Amr;
  /** The account was made just now; what `signUp` says. */
  readonly isNewAccount?: boolean;
}

export async function signIn(given: {
  req: Request;
  state: RequestState;
  user: User;
  options: SignInOptions;
}): Promise<SignInAnswer> {
  const { req, state, user, options } = given;
  requireUserId(user);
  if (state.outage) throw state.outage;
  const transport = options.transport ?? "session";
  if (transport === "session") requireCookieReach(req, state);

  const { amr, isNewAccount } = options;
  // Where it is not offered, or not any more, it is not taken either.
  const isOffered = transport === "session" && (await isTrustOffered(req, state, user));
  const deviceToken = isOffered ? readDeviceCookie(req, state, user) : undefined;
  const { context } = state;
  const start = await state.suite.beginSignIn({ user, amr, transport, isNewAccount, deviceToken, context });
  if (start.mfaRequired)
    return openSecondStep({ req, state, user, start, transport, isOffered, amr: options.amr ?? [] });

  const { proofs, epoch, mustEnroll, device, enrollment } = start;
  // First of all: the token is used up, and without the next one the browser would pass for a thief, whatever fails below.
  if (device?.token !== undefined)
    writeDeviceCookie(req, state, { user, token: device.token, expiresAt: device.expiresAt });
  // Such a session is marked in its payload, and here there is none.
  if (mustEnroll && transport === "token") throw new MfaError("ERR-MFA-ENROLLMENT-REQUIRED");
  const { extra, sessionId } = await completeSignIn({
    req,
    state,
    user,
    proofs,
    epoch,
    transport,
    amr: options.amr ?? [],
    mustEnroll,
    deviceId: device?.id,
  });
  return {
    ...extra,
    mfaRequired: false,
    sessionId,
    ...(enrollment ? { enrollment } : {}),
  };
}

type SecondStepOpening = Extract<SignInStart, { mfaRequired: true }>;

async function openSecondStep(given: {
  req: Request;
  state: RequestState;
  user: User;
  start: SecondStepOpening;
  transport: Transport;
  isOffered: boolean;
  amr: Amr;
}): Promise<SignInAnswer> {
  const { req, state, user, start, transport, isOffered, amr } = given;
  const { challengeKey, challengeToken, expiresAt, methods, preferredMethod } = start;
  const answer = { mfaRequired: true, expiresAt, methods, preferredMethod } as const;
  if (transport === "token") return { ...answer, challengeToken };
  const days = state.trust?.days ?? state.suite.settings.trustedDevices.days;
  const offer = isOffered ? { trustDevice: { days } } : {};

  const now = state.suite.settings.clock.now();
  const pending = { key: challengeKey, expiresAt, methods };
  const session: SessionState = {
    ...{ userId: user.id, stage: "pending", proofs: [{ by: "password", at: now }], amr, signedInAt: now, pending },
  };
  const before = state.session;
  const previous = renew(req, { shard: undefined, keepFields: before === undefined || before.userId === user.id });
  writeState(req, session);
  await save(req);
  await discard(req, previous);
  if (before?.id !== undefined)
    await state.suite.sessions.end({ userId: before.userId, id: before.id, reason: "sign_out" }).catch(unlessGone);
  state.session = session;
  state.user = user;
  return { ...answer, ...offer };
}

export async function signOut(req: Request, state: RequestState): Promise<void> {
  if (state.outage) throw state.outage;
  if (!state.session) return;
  const { userId, id, bearer } = state.session;
  const { context } = state;
  if (id !== undefined) await state.suite.sessions.end({ userId, id, reason: "sign_out", context }).catch(unlessGone);
  if (!bearer) await destroy(req);
  state.session = undefined;
  state.user = undefined;
  await state.suite.record({ type: "sign_out", userId, context });
}

function requireUserId(user: User): void {
  const given: unknown = user;
  const id = typeof given === "object" && given !== null && "id" in given ? given.id : undefined;
  if (typeof id === "string" && id !== "") return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-USER-ID",
      option: "req.mfa.signIn",
      reason: `the user has no id that is a string (it is ${id === "" ? "empty" : typeof id})`,
      remedy: "Pass { id: String(row.id), … }",
    },
  ]);
}
