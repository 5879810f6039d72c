import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { Express } from "express";
import { requireMfa } from "sallyport";
import type { Spoil } from "sallyport/testing";
import type request from "supertest";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import {
  answerWith,
  challengeOptions,
  keysIn,
  KEYS,
  passkeyOptions,
  setupOptions,
  signInWithKey,
  someKey,
  type KeyedPerson,
} from "../../support/keys.ts";

/** How old a proof may be at `/recent`. */
const RECENT_SECONDS = 30;

/** An app with all four ceremonies, and a route that each step-up opens for a while. */
export const CEREMONIES_APP = {
  sallyport: KEYS,
  routes: (app: Express): void => {
    app.post("/recent", requireMfa({ maxAgeSeconds: RECENT_SECONDS }), (_req, res) => {
      res.json({});
    });
  },
} as const;

/** What a test makes wrong with an answer, of whichever kind it is. */
interface CeremonySpoil extends Spoil {
  json?(response: object): unknown;
}

/** A challenge that a browser has been given. */
export interface Ceremony {
  readonly browser: Browser;
  readonly challenge: string;
  /** What its key says to it, or to another challenge in its place. */
  sign(spoil?: CeremonySpoil, challenge?: string): object;
  /** An answer, from this browser or another. */
  send(response: object, from?: Browser): request.Test;
  /** Whether this browser has what the ceremony is for. */
  isGranted(): Promise<boolean>;
}

interface CeremonyKind {
  readonly name: string;
  open(app: TestApp, person: KeyedPerson): Promise<Ceremony>;
}

/** All that keys are used for, each in a browser of its own. */
export const CEREMONIES: readonly CeremonyKind[] = [
  { name: "a registration", open: openRegistration },
  { name: "a second factor", open: openSecondFactor },
  { name: "a step-up", open: openStepUp },
  { name: "a passkey alone", open: openPasskey },
];

async function openRegistration(_app: TestApp, person: KeyedPerson): Promise<Ceremony> {
  const browser = person.elsewhere();
  await signInWithKey(browser, person.key);
  const before = (await keysIn(browser)).length;
  const options: PublicKeyCredentialCreationOptionsJSON = await setupOptions(browser);
  return {
    browser,
    challenge: options.challenge,
    sign: (spoil, challenge = options.challenge) => someKey().register({ ...options, challenge }, spoil),
    send: (response, from = browser) => from.api("verify/webauthn", { response }),
    isGranted: async () => (await keysIn(browser)).length > before,
  };
}

async function openSecondFactor(_app: TestApp, person: KeyedPerson): Promise<Ceremony> {
  const browser = person.elsewhere();
  await browser.login();
  return signing(person, {
    browser,
    options: await challengeOptions(browser),
    send: (response, from = browser) => answerWith(from, response),
    isGranted: () => browser.isIn(),
  });
}

async function openStepUp(app: TestApp, person: KeyedPerson): Promise<Ceremony> {
  const browser = person.elsewhere();
  await signInWithKey(browser, person.key);
  app.clock.travel(RECENT_SECONDS + 1);
  return signing(person, {
    browser,
    options: await challengeOptions(browser),
    send: (response, from = browser) => answerWith(from, response),
    isGranted: async () => (await browser.post("/recent")).status === 200,
  });
}

async function openPasskey(_app: TestApp, person: KeyedPerson): Promise<Ceremony> {
  const browser = person.elsewhere();
  return signing(person, {
    browser,
    options: await passkeyOptions(browser),
    send: (response, from = browser) => from.api("passkey/verify", { response }),
    isGranted: () => browser.isIn(),
  });
}

function signing(
  { key }: KeyedPerson,
  given: Omit<Ceremony, "sign" | "challenge"> & { readonly options: PublicKeyCredentialRequestOptionsJSON },
): Ceremony {
  const { options, ...rest } = given;
  const { challenge } = options;
  return {
    ...rest,
    challenge,
    sign: (spoil, other = challenge) => key.authenticate({ ...options, challenge: other }, spoil),
  };
}
