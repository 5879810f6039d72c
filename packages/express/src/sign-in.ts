import {
  SallyportConfigError,
  type Amr,
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
import { writeState, type SessionState } from "./session-state.ts";
import { isSecure } from "./session-store/own-session.ts";

/** What `signIn` answers: send it to the client as it is. */
export type SignInAnswer =
  | {
      readonly mfaRequired: false;
      /** The public handle of the session. */
      readonly sessionId: string;
      readonly enrollment?: { readonly required: true };
      readonly [member: string]: unknown;
    }
  | {
      readonly mfaRequired: true;
      readonly expiresAt: Date;
      /** Only with `transport: "token"`. */
      readonly challengeToken?: string;
      readonly methods: readonly OfferedMethod[];
      readonly preferredMethod: string;
    };

/** How a sign-in is begun. */
export interface SignInOptions {
  /** `session` (default) binds the second step to this browser; `token` hands it to a client without cookies. */
  readonly transport?: Transport;
  /** How the first factor was given, where it was not a password (RFC 8176). */
  readonly amr?: Amr;
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
  requireCookieReach(req, state);

  const transport = options.transport ?? "session";
  const start = await state.suite.beginSignIn({ user, amr: options.amr, transport, context: state.context });
  if (start.mfaRequired) return openSecondStep({ req, state, user, start, transport, amr: options.amr ?? [] });

  const { proofs, epoch } = start;
  const { extra, sessionId } = await completeSignIn({
    req,
    state,
    user,
    proofs,
    epoch,
    transport,
    amr: options.amr ?? [],
  });
  return {
    ...extra,
    mfaRequired: false,
    sessionId,
    ...(start.enrollmentRequired ? { enrollment: { required: true } as const } : {}),
  };
}

type SecondStepOpening = Extract<SignInStart, { mfaRequired: true }>;

async function openSecondStep(given: {
  req: Request;
  state: RequestState;
  user: User;
  start: SecondStepOpening;
  transport: Transport;
  amr: Amr;
}): Promise<SignInAnswer> {
  const { req, state, user, start, transport, amr } = given;
  const { challengeKey, challengeToken, expiresAt, methods, preferredMethod } = start;
  const answer = { mfaRequired: true, expiresAt, methods, preferredMethod } as const;
  if (transport === "token") return { ...answer, challengeToken };

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
  return answer;
}

export async function signOut(req: Request, state: RequestState): Promise<void> {
  if (state.outage) throw state.outage;
  if (!state.session) return;
  const { userId, id } = state.session;
  const { context } = state;
  if (id !== undefined) await state.suite.sessions.end({ userId, id, reason: "sign_out", context }).catch(unlessGone);
  await destroy(req);
  state.session = undefined;
  state.user = undefined;
  state.suite.record({ type: "sign_out", userId, context });
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

/** Behind a proxy that Express does not know of, express-session would keep the secure cookie back without a word. */
function requireCookieReach(req: Request, state: RequestState): void {
  if (!state.ownsCookie || !isSecure(state.suite) || req.secure) return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-TRUST-PROXY",
      option: "trust proxy",
      reason: "the origin is https, but this request came to Express without TLS, so its cookie can't be set",
      remedy: 'Behind a proxy that ends TLS, write app.set("trust proxy", 1), with the number of your proxies',
    },
  ]);
}
