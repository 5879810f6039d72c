import type { MustEnroll, User } from "@sallyport/core";
import { unlessGone } from "../load-session.ts";
import type { RequestState } from "../request-state.ts";
import { findLive } from "./live-session.ts";
import { firstFactorAmr, readProofs } from "./read-proofs.ts";
import type { Refusal } from "./refusal.ts";
import type { VerifiedClaims } from "./verify-token.ts";

/** A token that is genuine, and the request that it came with. */
export interface Admission {
  readonly state: RequestState;
  readonly claims: VerifiedClaims;
  readonly requireSession: boolean;
}

/**
 * Lets the user of a token in: the account must be there, and the session too where the token names one. Fills the state
 * of the request, as a cookie would have.
 */
export async function admit(admission: Admission): Promise<Refusal | undefined> {
  const { state, claims, requireSession } = admission;
  const { suite } = state;
  const { sub: userId, sid: id } = claims;
  if (id === undefined && requireSession) return { refused: "The token names no session" };
  if (id !== undefined && !isHandle(id)) return { refused: "The sid is not accepted" };

  const user = await suite.findUser(userId);
  if (!user) return refuseDisabled(admission, id);
  if (id === undefined && isOutdated(claims, user)) return { refused: "The token is from before a change of password" };
  const liveness = id === undefined ? undefined : await findLive(suite, { userId, id });
  if (liveness?.live === false) return { refused: "The session has ended", reason: liveness.reason };

  const now = suite.settings.clock.now();
  const proofs = readProofs(claims, now);
  state.user = user;
  state.session = {
    ...{ userId, stage: "full", proofs, amr: firstFactorAmr(claims), id, shard: suite.sessions.shardOf(userId) },
    mustEnroll: readMustEnroll(claims),
    signedInAt: proofs[0]?.at ?? new Date(0),
    bearer: { key: liveness?.key },
  };
  return undefined;
}

function isHandle(sid: unknown): sid is string {
  return typeof sid === "string" && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(sid);
}

/** Whatever the claim says, it says that something is missing. */
function readMustEnroll({ must_enroll: claim }: VerifiedClaims): MustEnroll | undefined {
  if (claim === undefined) return undefined;
  return claim === "new-account" ? claim : "after-reset";
}

/** An account that is disabled or deleted has no sessions, also when it is enabled again. */
async function refuseDisabled({ state, claims }: Admission, id: string | undefined): Promise<Refusal> {
  const refused = "The account is not there";
  if (id === undefined) return { refused };
  const { suite, context } = state;
  await suite.sessions.end({ userId: claims.sub, id, reason: "account_disabled", context }).catch(unlessGone);
  return { refused, reason: "account_disabled" };
}

/** With a session, the session says whether it outlives a new password. Without one, nothing from before does. */
function isOutdated({ iat = 0 }: VerifiedClaims, { credentialsChangedAt }: User): boolean {
  return credentialsChangedAt !== undefined && iat < Math.floor(credentialsChangedAt.getTime() / 1000);
}
