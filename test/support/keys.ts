import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { expect } from "chai";
import {
  authenticator,
  type AuthenticationSpoil,
  type Authenticator,
  type AuthenticatorOptions,
  type RegistrationSpoil,
} from "sallyport/testing";
import type request from "supertest";
import type { TestApp } from "./app.ts";
import { openBrowser, type Browser } from "./browser.ts";
import type { Person } from "./users.ts";

/** The suite of the tests, with keys. */
export const KEYS = { methods: ["totp", "webauthn", "backup_code"] } as const;

/** Where the tests' app says that it is. */
export const ORIGIN = "http://localhost";

/** A software authenticator at that origin. */
export function someKey(options: Partial<AuthenticatorOptions> = {}): Authenticator {
  return authenticator({ origin: ORIGIN, ...options });
}

/** Begins the enrollment of a key. */
export async function setupOptions(
  browser: Browser,
  body: object = {},
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const answer = await browser.api("setup/webauthn", body);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return (answer.body as { options: PublicKeyCredentialCreationOptionsJSON }).options;
}

/** Enrolls a key, as far as it goes. */
export async function register(
  browser: Browser,
  key: Authenticator,
  more: { readonly body?: object; readonly spoil?: RegistrationSpoil } = {},
): Promise<request.Response> {
  const response = key.register(await setupOptions(browser, more.body), more.spoil);
  return browser.api("verify/webauthn", { response });
}

/** A challenge for the second step or a step-up. */
export async function challengeOptions(
  browser: Browser,
  body: object = {},
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const answer = await browser.api("challenge", { method: "webauthn", ...body });
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return (answer.body as { options: PublicKeyCredentialRequestOptionsJSON }).options;
}

/** The second step, or a step-up, with a key. */
export async function verifyKey(
  browser: Browser,
  key: Authenticator,
  spoil?: AuthenticationSpoil,
): Promise<request.Response> {
  const response = key.authenticate(await challengeOptions(browser), spoil);
  return answerWith(browser, response);
}

export function answerWith(browser: Browser, response: object): request.Test {
  return browser.api("verify", { method: "webauthn", response });
}

/** A challenge for whoever has a passkey. */
export async function passkeyOptions(browser: Browser): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const answer = await browser.api("passkey/options");
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return (answer.body as { options: PublicKeyCredentialRequestOptionsJSON }).options;
}

/** A sign-in by passkey alone. */
export async function passkeySignIn(
  browser: Browser,
  key: Authenticator,
  spoil?: AuthenticationSpoil,
): Promise<request.Response> {
  const response = key.authenticate(await passkeyOptions(browser), spoil);
  return browser.api("passkey/verify", { response });
}

/** A person whose only method is a key, signed out. */
export interface KeyedPerson extends Browser {
  readonly key: Authenticator;
  readonly methodId: string;
  readonly backupCodes: readonly string[];
}

export async function keyedPerson(
  app: TestApp,
  more: {
    readonly key?: Partial<AuthenticatorOptions>;
    readonly body?: object;
    readonly details?: Partial<Person>;
  } = {},
): Promise<KeyedPerson> {
  const first = openBrowser(app, app.users.add(more.details ?? {}));
  await first.login();
  const key = someKey(more.key);
  const answer = await register(first, key, more.body ? { body: more.body } : {});
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  const { methodId, backupCodes } = answer.body as { methodId: string; backupCodes: readonly string[] };
  app.clock.travel(60);
  return { ...first.elsewhere(), key, methodId, backupCodes };
}

/** The same, signed in with it. */
export async function signedInWithKey(
  app: TestApp,
  more: Parameters<typeof keyedPerson>[1] = {},
): Promise<KeyedPerson> {
  const person = await keyedPerson(app, more);
  await signInWithKey(person, person.key);
  return person;
}

/** Password and key; whoever calls it wants it to work. */
export async function signInWithKey(browser: Browser, key: Authenticator): Promise<void> {
  await browser.login();
  const verified = await verifyKey(browser, key);
  expect(verified.status, JSON.stringify(verified.body)).to.equal(200);
}

/** A key in the list of methods. */
export interface ListedKey {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly key: { readonly usage: string; readonly backedUp: boolean };
}

/** The keys of whoever is signed in here. */
export async function keysIn(browser: Browser): Promise<readonly ListedKey[]> {
  const answer = await browser.get("/api/v1/mfa/methods");
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return (answer.body as readonly ListedKey[]).filter(({ type }) => type === "webauthn");
}

/** Why this person's keys were refused, oldest first; it is in the events alone. */
export function refusalsOf(app: TestApp, person: Pick<Person, "id">): readonly (string | undefined)[] {
  const types = ["mfa_challenge_failed", "mfa_setup_verification_failed"];
  return app.events
    .filter(({ type, userId }) => types.includes(type) && userId === person.id)
    .map(({ reason }) => reason);
}
