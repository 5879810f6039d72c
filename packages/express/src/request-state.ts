import {
  MfaError,
  SallyportConfigError,
  type EndReason,
  type RequestContext,
  type SessionCap,
  type Proof,
  type Subject,
  type User,
} from "@sallyport/core";
import type { Request, Response } from "express";
import type { Sallyport } from "./sallyport.ts";
import type { SessionState } from "./session-state.ts";
import type { TrustedDeviceRule } from "./trusted-device/rule.ts";

/** What `mfaSession` leaves on a request for the other middlewares. */
export interface RequestState {
  readonly suite: Sallyport;
  readonly res: Response;
  readonly context: RequestContext;
  readonly mask: (address: string) => string | undefined;
  /** True where the session cookie is ours, false where the app brought its own express-session. */
  readonly ownsCookie: boolean;
  session: SessionState | undefined;
  /** Why the session that the request came with is no more, where it had one. */
  endReason: EndReason | undefined;
  /** The cap, where `sessionCap` is mounted. */
  cap: SessionCap | undefined;
  /** How devices are trusted, where `trustedDevice` is mounted. */
  trust: TrustedDeviceRule | undefined;
  /** The shard that goes into the next session id. */
  nextShard: string | undefined;
  /** True where `rateLimitMfa()` is mounted before: tries of codes and passwords are counted, at whatever route. */
  limitsGuesses: boolean;
  user: User | undefined;
  /** Who the app is told of, while `onSignedIn` runs. */
  arriving?: User | undefined;
  /** The id of this request, where `auditLog` is mounted. */
  requestId?: string | undefined;
  /** Why the session could not be read: a store or the app's users table is down. */
  outage: MfaError | undefined;
}

const KEY = Symbol.for("sallyport.request-state");

interface Carrier {
  [KEY]?: RequestState;
}

export function attach(req: Request, state: RequestState): void {
  (req as Carrier)[KEY] = state;
}

export function find(req: Request): RequestState | undefined {
  return (req as Carrier)[KEY];
}

/** The state of this request. Without `mfaSession` before it, no guard can tell anything: it refuses, naming what to mount. */
export function stateOf(req: Request, wanted: string): RequestState {
  const state = find(req);
  if (state) return state;
  throw new SallyportConfigError([
    {
      code: "CONFIG-SESSION-NOT-MOUNTED",
      option: wanted,
      reason: "mfaSession did not run on this request",
      remedy: `Mount it first: app.use(mfaSession(mfa)), above ${wanted}`,
    },
  ]);
}

/** Who acts; refuses nobody and an unreadable session. */
export function subjectOf(state: RequestState): Subject {
  if (state.outage) throw state.outage;
  const { session, user, context, suite } = state;
  if (!session || !user) throw unauthenticated(state);
  if (session.pending && session.pending.expiresAt <= suite.settings.clock.now())
    throw new MfaError("ERR-UNAUTHENTICATED");
  const proofs = trustedProofs(state, session);
  const { stage, id: sessionId, deviceId } = session;
  // Enrolling is what it was for.
  const mustEnroll = proofs.some(isEnrolled) ? undefined : session.mustEnroll;
  return { user, stage, proofs, sessionId, deviceId, mustEnroll, context };
}

/** The same; undefined for nobody. */
export function subjectIn(state: RequestState): Subject | undefined {
  try {
    return subjectOf(state);
  } catch {
    return undefined;
  }
}

function isEnrolled({ by }: Proof): boolean {
  return by !== "password" && by !== "mailed_code";
}

/** Where a change of address or browser asks for a step-up, what was shown before it counts no more. */
function trustedProofs({ suite }: RequestState, { proofs, changedAt }: SessionState): readonly Proof[] {
  if (!changedAt || suite.settings.sessions.onChange !== "step-up") return proofs;
  return proofs.filter(({ at }) => at > changedAt);
}

/** The browser of an ended session is told why: of a cap, for example, nobody would think. */
function unauthenticated({ endReason }: RequestState): MfaError {
  return new MfaError("ERR-UNAUTHENTICATED", endReason === undefined ? {} : { members: { reason: endReason } });
}
