import { expect } from "chai";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";

/** What a browser is told of the trust that it was given. */
export interface Trust {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: string;
}

/** A trusted device as its owner sees it. */
export interface ListedDevice extends Trust {
  readonly browser: string | null;
  readonly os: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly current: boolean;
}

/** A person at a browser that they have trusted. */
export type TrustedBrowser = Awaited<ReturnType<typeof enrolledPerson>> & { readonly trust: Trust };

export const DAY = 86_400;

/** A right code with "trust this device", at the second step or as a step-up. */
export function verifyAndTrust(browser: Browser, code: string = browser.code()): request.Test {
  return browser.api("verify", { method: "totp", code, trustDevice: true });
}

/** Signs a person in who has a second factor, and trusts this browser; a fresh time step lies ahead. */
export async function trustHere(app: TestApp, browser: Browser): Promise<Trust> {
  await browser.login();
  const answer = await verifyAndTrust(browser);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  app.clock.travel(60);
  return (answer.body as { trustedDevice: Trust }).trustedDevice;
}

/** A person with a second factor, signed in at a browser that they have trusted. */
export async function trustedPerson(app: TestApp, details: Partial<Person> = {}): Promise<TrustedBrowser> {
  const browser = await enrolledPerson(app, details);
  return { ...browser, trust: await trustHere(app, browser) };
}

/** Does the password alone sign in here? */
export async function isRecognised(browser: Browser): Promise<boolean> {
  const { status, body } = await browser.login();
  expect(status, JSON.stringify(body)).to.equal(200);
  return !(body as { mfaRequired: boolean }).mfaRequired;
}

/** The cookies of trusted devices that a browser holds, as it would send them. */
export function deviceCookies(browser: Browser): readonly string[] {
  return browser
    .cookie()
    .split(";")
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.includes("sallyport-device-"));
}

/** The cookies of trusted devices that an answer sets, with their flags. */
export function cookiesSet({ headers }: request.Response): readonly string[] {
  const set = (headers["set-cookie"] ?? []) as unknown as readonly string[];
  return set.filter((cookie) => cookie.includes("sallyport-device-"));
}

/** Somebody who knows the password, with headers that they have got hold of, and no jar. */
export function loginFrom(
  app: TestApp,
  { email, password }: Person,
  headers: Readonly<Record<string, string>>,
): request.Test {
  return request(app.server).post("/login").set(headers).send({ email, password });
}

/** Of one person, in order. */
export function eventsOf(app: TestApp, userId: string, ...types: readonly string[]): TestApp["events"] {
  return app.events.filter((event) => event.userId === userId && types.includes(event.type));
}

/** The trusted devices of this browser's person, as the router lists them. */
export async function devicesOf(browser: Browser): Promise<readonly ListedDevice[]> {
  const answer = await browser.get("/api/v1/mfa/trusted-devices");
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body as readonly ListedDevice[];
}
