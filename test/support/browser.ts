import { expect } from "chai";
import { CookieAccessInfo } from "cookiejar";
import request from "supertest";
import type TestAgent from "supertest/lib/agent.js";
import { codeFor, wrongCodeFor } from "./authenticator.ts";
import type { TestApp } from "./app.ts";
import type { Person } from "./users.ts";

const HERE = new CookieAccessInfo("127.0.0.1", "/", false, false);

/** A session as the router lists it. */
export interface ListedSession {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly ip?: string;
  readonly browser?: string;
  readonly os?: string;
  readonly deviceType: string;
  readonly location?: object;
  readonly proofs: readonly { readonly by: string; readonly at: string }[];
}

/** A person at a browser: one cookie jar, and an authenticator app once they have enrolled. */
export interface Browser {
  readonly person: Person;
  readonly agent: TestAgent;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  delete(path: string): request.Test;
  /** What the browser would send as its `Cookie` header. */
  cookie(): string;
  /** The sessions of this person, as the router lists them. */
  sessions(): Promise<readonly ListedSession[]>;
  /** A call of the router. */
  api(path: string, body?: object): request.Test;
  status(): request.Test;
  /** E-mail and password. */
  login(): request.Test;
  /** The code that their app shows now, or some seconds from now. */
  code(secondsFromNow?: number): string;
  wrongCode(): string;
  /** A right code at the second step or the step-up. */
  verify(code?: string): request.Test;
  /** Whether the jar opens a route behind requireMfa: the only thing that counts as being in. */
  isIn(): Promise<boolean>;
  /** Shows a code that is mailed to the account's own address. */
  proveMailbox(): Promise<void>;
  /** Sets a TOTP method up (with a mailed code where it takes one) and returns what was answered. The code is used up. */
  enroll(name?: string): Promise<{ methodId: string; otpauthUrl: string; backupCodes: readonly string[] }>;
  /** The otpauth URL that the app of this person has scanned. */
  otpauthUrl(): string;
  /** Another browser of the same person, with the same authenticator app. */
  elsewhere(): Browser;
}

export function openBrowser(app: TestApp, person: Person = app.users.add(), scanned: { url?: string } = {}): Browser {
  const agent = request.agent(app.server);
  const otpauthUrl = (): string => scanned.url ?? expect.fail("nothing enrolled yet");
  const at = (seconds: number): Date => new Date(app.clock.now().getTime() + seconds * 1000);

  const browser: Browser = {
    person,
    agent,
    get: (path) => agent.get(path),
    post: (path, body = {}) => agent.post(path).send(body),
    delete: (path) => agent.delete(path),
    cookie: () => agent.jar.getCookies(HERE).toValueString(),
    sessions: async () => {
      const answer = await agent.get("/api/v1/sessions");
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      return answer.body as readonly ListedSession[];
    },
    api: (path, body = {}) => agent.post(`/api/v1/mfa/${path}`).send(body),
    status: () => agent.get("/api/v1/mfa/status"),
    login: () => agent.post("/login").send({ email: person.email, password: person.password }),
    code: (seconds = 0) => codeFor(otpauthUrl(), at(seconds)),
    wrongCode: () => wrongCodeFor(otpauthUrl(), at(0)),
    verify: (code) =>
      agent.post("/api/v1/mfa/verify").send({ method: "totp", code: code ?? codeFor(otpauthUrl(), at(0)) }),
    isIn: async () => (await agent.get("/protected")).status === 200,
    proveMailbox: async () => {
      await browser.api("challenge", { method: "mailed_code" }).expect(200);
      await app.mfa.delivery.idle();
      const { code } = app.mail.outbox.findLast(({ to }) => to === person.email) ?? expect.fail("nothing was mailed");
      await browser.api("verify", { method: "mailed_code", code }).expect(200);
    },
    enroll: async (name) => {
      const begin = (): request.Test => browser.api("setup/totp", name === undefined ? {} : { name });
      const first = await begin();
      // Whoever must have a second factor shows more than the password before the first one.
      const isAsked = (first.body as { methods?: readonly string[] }).methods?.includes("mailed_code") ?? false;
      if (isAsked) await browser.proveMailbox();
      const setup = isAsked ? await begin() : first;
      expect(setup.status, JSON.stringify(setup.body)).to.equal(200);
      const { otpauthUrl: url } = setup.body as { otpauthUrl: string };
      scanned.url = url;
      const done = await agent.post("/api/v1/mfa/verify/totp").send({ code: codeFor(url, at(0)) });
      expect(done.status, JSON.stringify(done.body)).to.equal(200);
      return { otpauthUrl: url, ...(done.body as { methodId: string; backupCodes: readonly string[] }) };
    },
    otpauthUrl,
    elsewhere: () => openBrowser(app, person, scanned),
  };
  return browser;
}

/** A person with a second factor, signed out, with a fresh time step ahead of them. */
export async function enrolledPerson(
  app: TestApp,
  details: Partial<Person> = {},
): Promise<Browser & { backupCodes: readonly string[]; methodId: string }> {
  const first = openBrowser(app, app.users.add(details));
  await first.login();
  const { backupCodes, methodId } = await first.enroll();
  app.clock.travel(60);
  return { ...first.elsewhere(), backupCodes, methodId };
}

/** The same, past the second step. */
export async function signedInPerson(
  app: TestApp,
  details: Partial<Person> = {},
): Promise<Awaited<ReturnType<typeof enrolledPerson>>> {
  const browser = await enrolledPerson(app, details);
  await browser.login();
  const verified = await browser.verify();
  expect(verified.status, JSON.stringify(verified.body)).to.equal(200);
  return browser;
}

/** A person without a second factor, signed in at so many browsers, oldest first. */
export async function signedInBrowsers(app: TestApp, count: number): Promise<readonly Browser[]> {
  const first = openBrowser(app);
  const browsers = [first, ...Array.from({ length: count - 1 }, () => first.elsewhere())];
  for (const browser of browsers) {
    const answer = await browser.login();
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    app.clock.travel(1);
  }
  return browsers;
}

/** Which of these browsers are in. */
export async function whoIsIn(browsers: readonly Browser[]): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (const browser of browsers) answers.push(await browser.isIn());
  return answers;
}
