import { MfaError, type MethodType, type User } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import { readDeviceCookie, writeDeviceCookie } from "./cookie.ts";

/** A trust as the browser is told of it. */
export interface TrustAnswer {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: Date;
}

/** May this user trust devices here? What throws says no, and so does everything that is not a plain yes. */
export async function isTrustOffered(req: Request, state: RequestState, user: User): Promise<boolean> {
  const { trust, suite } = state;
  if (!trust?.offer) return trust !== undefined;
  try {
    const answer: unknown = await trust.offer(user, req);
    return answer === true;
  } catch (error) {
    suite.settings.logger.error("trustedDevice: offer failed, so nothing is offered", { error: String(error) });
    return false;
  }
}

/**
 * Trusts this browser, after a second factor in the same request. It is a convenience: where it can't be stored, the user
 * is signed in all the same, and asked again the next time.
 */
export async function giveTrust(
  req: Request,
  state: RequestState,
  { user, by }: { readonly user: User; readonly by: MethodType },
): Promise<TrustAnswer | undefined> {
  const { suite, context, trust } = state;
  if (!trust || !(await isTrustOffered(req, state, user))) return undefined;
  const { days, max } = trust;
  try {
    const shown = readDeviceCookie(req, state, user);
    const { id, name, expiresAt, token } = await suite.devices.trust({ user, by, shown, days, max, context });
    writeDeviceCookie(req, state, { user, token, expiresAt });
    return { id, name, expiresAt };
  } catch (error) {
    if (!(error instanceof MfaError && error.code === "ERR-UNAVAILABLE")) throw error;
    return undefined;
  }
}
