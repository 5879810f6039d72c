import { expect } from "chai";
import { decodeJwt } from "jose";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";

/** An app on somebody's phone: no cookies, one access token. */
export interface TokenClient {
  readonly person: Person;
  /** The token that it holds. */
  token(): string;
  holds(token: string): TokenClient;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  delete(path: string): request.Test;
  api(path: string, body?: object): request.Test;
}

/** A request with a token and without cookies. */
export function withToken(app: TestApp, token: string, path = "/protected"): request.Test {
  return request(app.server).get(path).set("Authorization", `Bearer ${token}`);
}

export function openClient(app: TestApp, person: Person, token: string): TokenClient {
  const own = (test: request.Test): request.Test => test.set("Authorization", `Bearer ${token}`);
  return {
    person,
    token: () => token,
    holds: (other) => openClient(app, person, other),
    get: (path) => own(request(app.server).get(path)),
    post: (path, body = {}) => own(request(app.server).post(path)).send(body),
    delete: (path) => own(request(app.server).delete(path)),
    api: (path, body = {}) => own(request(app.server).post(`/api/v1/mfa/${path}`)).send(body),
  };
}

/** The password, without cookies. */
export function loginForToken(app: TestApp, { email, password }: Person): request.Test {
  return request(app.server).post("/login").send({ email, password, transport: "token" });
}

/** The second step, without cookies. */
export function verifyForToken(app: TestApp, code: string, challengeToken: unknown): request.Test {
  return request(app.server).post("/api/v1/mfa/verify").send({ method: "totp", code, challengeToken });
}

/** Somebody with an authenticator app, signed in by password and code at a client without cookies. */
export async function signedInClient(
  app: TestApp,
  given?: Browser,
): Promise<TokenClient & { readonly browser: Browser; readonly sessionId: string }> {
  const browser = given ?? (await enrolledPerson(app));
  const login = await loginForToken(app, browser.person);
  const answer = await verifyForToken(app, browser.code(), login.body.challengeToken);
  expect(answer.status, answer.text).to.equal(200);
  app.clock.travel(60);
  const { accessToken } = answer.body as { accessToken: string };
  const { sid } = decodeJwt<{ sid: string }>(accessToken);
  return { ...openClient(app, browser.person, accessToken), browser, sessionId: sid };
}

/** Somebody without a second factor, signed in there. */
export async function plainClient(app: TestApp): Promise<TokenClient> {
  const { person } = openBrowser(app);
  const answer = await loginForToken(app, person);
  expect(answer.body.mfaRequired, answer.text).to.equal(false);
  return openClient(app, person, (answer.body as { accessToken: string }).accessToken);
}
