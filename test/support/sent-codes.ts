import { expect } from "chai";
import { randomBytes, randomInt } from "node:crypto";
import type { OutgoingMessage } from "@sallyport/core";
import type { TestApp } from "./app.ts";
import { openBrowser, type Browser } from "./browser.ts";
import type { Person } from "./users.ts";

/**
 * A suite that offers everything that is sent, beside what is not. Counters of countries and totals outlive a test on a
 * shared Redis; under a secret of this run they are its own.
 */
export const SENDING = {
  methods: ["totp", "sms", "email", "backup_code"],
  secret: randomBytes(32).toString("base64"),
  // Suites share a database, and most of their codes never come back.
  delivery: { sms: { minConversion: 0 } },
} as const;

/** A German mobile number. */
export function someNumber(): string {
  return `+49151${String(randomInt(1e7, 1e8))}`;
}

/** What has been sent to a number or address, oldest first, once what is under way has gone out. */
export async function sentTo(app: TestApp, to: string): Promise<readonly OutgoingMessage[]> {
  await app.mfa.delivery.idle();
  return [...app.sms.outbox, ...app.mail.outbox].filter((message) => message.to === to);
}

/** The codes that went there, oldest first. */
export async function codesSentTo(app: TestApp, to: string): Promise<readonly string[]> {
  return (await sentTo(app, to)).flatMap(({ code }) => code ?? []);
}

/** The newest of them. */
export async function codeSentTo(app: TestApp, to: string): Promise<string> {
  return (await codesSentTo(app, to)).at(-1) ?? expect.fail(`no code went to ${to}`);
}

/** Another code than that one. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0");
}

/** A person whose number is a second factor, signed out. */
export interface Texted extends Browser {
  readonly number: string;
  readonly methodId: string;
  readonly backupCodes: readonly string[];
  elsewhere(): Texted;
}

/** A person who has set up a number, at a browser that is not signed in. */
export async function textedPerson(app: TestApp, details: Partial<Person> = {}): Promise<Texted> {
  const first = openBrowser(app, app.users.add(details));
  const number = someNumber();
  await first.login();
  await first.api("setup/sms", { phoneNumber: number }).expect(200);
  const done = await first.api("verify/sms", { code: await codeSentTo(app, number) });
  expect(done.status, JSON.stringify(done.body)).to.equal(200);
  app.clock.travel(661);
  const { methodId, backupCodes } = done.body as { methodId: string; backupCodes: readonly string[] };
  const texted = (browser: Browser): Texted => ({
    ...browser,
    ...{ number, methodId, backupCodes },
    elsewhere: () => texted(browser.elsewhere()),
  });
  return texted(first.elsewhere());
}
