import type { User } from "@sallyport/core";
import type { Sallyport } from "../sallyport.ts";
import type { SignInAnswer } from "../sign-in.ts";
import { inProcess, type TestBrowser } from "./in-process.ts";
import { refuseProduction } from "./refuse-production.ts";

/** A sign-in that has begun. */
export interface BegunSignIn {
  /** Send it as the `Cookie` header of any request. */
  readonly cookie: string;
  /** What `req.mfa.signIn` has answered: whether a second step is open, until when, by what. */
  readonly answer: SignInAnswer;
}

/**
 * What your login route does once the password is right: `req.mfa.signIn(user)`. A user with a second factor is left at the
 * second step, for tests of the page that asks for it; everybody else is in.
 *
 * @throws `Error` where `NODE_ENV` is `production`; `MfaError` as `req.mfa.signIn`.
 *
 * @example
 * ```ts
 * import request from "supertest";
 * import type { Express } from "express";
 * import type { Sallyport } from "sallyport";
 * import { signInAs } from "sallyport/testing";
 *
 * export async function isNotInYet(app: Express, mfa: Sallyport): Promise<void> {
 *   const { cookie } = await signInAs(mfa, { id: "user-with-totp" });
 *   await request(app).get("/account").set("Cookie", cookie).expect(401);
 * }
 * ```
 */
export async function signInAs(mfa: Sallyport, user: User, browser: TestBrowser = {}): Promise<BegunSignIn> {
  refuseProduction("signInAs()");
  const { result, cookie } = await inProcess(mfa, browser, (req) => req.mfa.signIn(user));
  return { cookie, answer: result };
}
