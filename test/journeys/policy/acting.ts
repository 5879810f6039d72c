import { expect } from "chai";
import type { EventType, MfaEvent, OutgoingMessage, PolicyRule } from "@sallyport/core";
import type { Express } from "express";
import type { Sallyport } from "sallyport";
import type { Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";

export const DAY = 86_400;

/** An admin who has just shown a second factor. */
export function adminOf(app: TestApp, details: Partial<Person> = {}): ReturnType<typeof signedInPerson> {
  return signedInPerson(app, { roles: ["admin"], ...details });
}

/** Somebody with an authenticator app, signed in anew with both factors. */
export async function anew(app: TestApp, browser: Browser): Promise<Browser> {
  app.clock.travel(60);
  const fresh = browser.elsewhere();
  await fresh.login();
  const verified = await fresh.verify();
  expect(verified.status, JSON.stringify(verified.body)).to.equal(200);
  return fresh;
}

/** A call that changes something for a user, as support staff makes it. */
export function helpWith(admin: Browser, person: Person, what: string, body: object = {}): Test {
  return admin.post(`/api/v1/security/users/${encodeURIComponent(person.id)}/${what}`, body);
}

/** Sets a rule over HTTP. */
export function putRule(admin: Browser, scope: string, rule: object): Test {
  return admin.agent.put(`/api/v1/security/policies/${encodeURIComponent(scope)}`).send(rule);
}

/** Sets a rule in code. */
export async function setRule(app: TestApp, rule: PolicyRule): Promise<void> {
  await app.mfa.policy.set(rule, { by: "the test" });
}

/** Takes back all rules that are for one of these roles: suites share a database. */
export async function forgetRules(app: TestApp, roles: readonly string[]): Promise<void> {
  for (const { scope, rule } of await app.mfa.policy.list())
    if (rule.role !== undefined && roles.includes(rule.role)) await app.mfa.policy.remove(scope, { by: "the test" });
}

/** What was recorded of somebody. */
export function eventsOf(app: TestApp, person: Person, type: EventType): readonly MfaEvent[] {
  return app.events.filter((event) => event.type === type && event.userId === person.id);
}

/** What has been mailed to somebody, oldest first, once everything that is due has gone out. */
export async function mailsTo(app: TestApp, person: Person): Promise<readonly OutgoingMessage[]> {
  await app.mfa.delivery.idle();
  await app.mfa.delivery.flush();
  return app.mail.outbox.filter(({ to }) => to === person.email);
}

/** What those mails are about. */
export async function subjectsTo(app: TestApp, person: Person): Promise<readonly string[]> {
  return (await mailsTo(app, person)).map(({ subject = "" }) => subject.replace(/^Acme Bank: /, ""));
}

/** Goes to so many seconds before (or, negative, after) an instant of the database. */
export function travelTo(app: TestApp, instant: Date | string, secondsBefore = 0): void {
  const there = Date.now() + app.clock.offsetMs;
  app.clock.travel((new Date(instant).getTime() - there) / 1000 - secondsBefore);
}

/** `POST /sign-up`: what an app does right after it has made an account. */
export function addSignUp(app: Express, mfa: Sallyport): void {
  app.post("/sign-up", (req, res, next) => {
    mfa
      .findUser((req.body as { id: string }).id)
      .then((user) => req.mfa.signUp(user ?? expect.fail("no such person")))
      .then((answer) => res.json(answer), next);
  });
}
