import type { ProofSource, User } from "@sallyport/core";
import { completeSignIn } from "../complete-sign-in.ts";
import { stateOf } from "../request-state.ts";
import type { Sallyport } from "../sallyport.ts";
import { inProcess, type TestBrowser } from "./in-process.ts";
import { refuseProduction } from "./refuse-production.ts";

/** By what, and at what browser. */
export interface LoginOptions extends TestBrowser {
  /** The factors that were shown just now. Default `["password"]`; `["password", "totp"]` passes a second step. */
  readonly proofs?: readonly Exclude<ProofSource, "trusted_device">[];
}

/** A session that is signed in. */
export interface LoggedIn {
  /** Send it as the `Cookie` header of any request. */
  readonly cookie: string;
  /** Its public handle, as in `GET /sessions`. */
  readonly sessionId: string;
}

/**
 * A full session in the suite's own stores, without the app's login page, without a code and without an attempt counted:
 * real in every other way. `onSignedIn` runs, the cap holds, the history has it. It says nothing of methods: a user who
 * shows `totp` here needs to have none.
 *
 * @param user - As your `users.findById` returns it.
 * @throws `Error` where `NODE_ENV` is `production`; `MfaError` as at a sign-in, for example where sessions are capped.
 *
 * @example
 * ```ts
 * import request from "supertest";
 * import type { Express } from "express";
 * import type { Sallyport } from "sallyport";
 * import { loginAs } from "sallyport/testing";
 *
 * export async function seesAccount(app: Express, mfa: Sallyport): Promise<void> {
 *   const { cookie } = await loginAs(mfa, { id: "user-1" }, { proofs: ["password", "totp"] });
 *   await request(app).get("/account").set("Cookie", cookie).expect(200);
 * }
 * ```
 */
export async function loginAs(mfa: Sallyport, user: User, options: LoginOptions = {}): Promise<LoggedIn> {
  refuseProduction("loginAs()");
  const { proofs = ["password"], ...browser } = options;
  const epoch = await mfa.sessions.epoch(user.id);
  const { result, cookie } = await inProcess(mfa, browser, (req) => {
    const at = mfa.settings.clock.now();
    const shown = proofs.map((by) => ({ by, at }));
    const state = stateOf(req, "loginAs()");
    return completeSignIn({ ...{ req, state, user, epoch, proofs: shown }, amr: [], transport: "session" });
  });
  return { cookie, sessionId: result.sessionId };
}
