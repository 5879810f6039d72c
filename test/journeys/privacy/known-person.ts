import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type signedInPerson, type Browser } from "../../support/browser.ts";
import { register, someKey } from "../../support/keys.ts";
import { codeSentTo, someNumber } from "../../support/sent-codes.ts";
import { adminOf, helpWith, putRule } from "../policy/acting.ts";
import { verifyAndTrust } from "../devices/trusting.ts";
import type { WholeApp } from "./whole-app.ts";

/** Nobody else is there. Masked: `198.51.100.*`. */
export const ADDRESS = "198.51.100.77";
const NETWORK = "198.51.100.";

/** Somebody who has left a trace wherever one can be left. */
export interface KnownPerson {
  readonly browser: Browser;
  readonly backupCodes: readonly string[];
  readonly number: string;
  /** What tells that it is them: must be found before an erasure, and nowhere after it. */
  readonly marks: readonly string[];
  /** What is theirs and secret. */
  readonly secrets: readonly string[];
  readonly device: string;
}

/** A chief: an admin of the highest rank. */
export function chiefOf(app: TestApp): ReturnType<typeof signedInPerson> {
  return adminOf(app, { roles: ["chief"] });
}

function at<Where extends Browser>(browser: Where, address: string): Where {
  browser.agent.set("X-Forwarded-For", address);
  return browser;
}

/** A right code of the app, for whoever needs a fresh factor. */
export async function stepUp(app: TestApp, browser: Browser): Promise<void> {
  app.clock.travel(31);
  await done(browser.verify());
}

async function done(test: Test): Promise<Awaited<Test>> {
  const answer = await test;
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer;
}

/** An admin (of a lower rank) who uses everything, and acts on others. */
export async function knownPerson({ app, sequelize }: WholeApp, chief: Browser): Promise<KnownPerson> {
  const mark = randomUUID();
  const details = {
    ...{ id: mark, email: `zeynep.${mark}@example.com`, displayName: `Zeynep ${mark}` },
    ...{ roles: ["admin", "clerk"], tenantId: `tenant-${mark.slice(0, 8)}` },
  };
  const enrolled = await enrolledPerson(app, details);
  const browser = at(enrolled, ADDRESS);
  await browser.login();
  const wrong = browser.wrongCode();
  await browser.verify(wrong).expect(401);
  const { body } = await done(verifyAndTrust(browser));
  const device = (body as { trustedDevice: { id: string } }).trustedDevice.id;

  const number = someNumber();
  await done(browser.api("setup/sms", { phoneNumber: number, name: `Mobile of ${mark}` }));
  await done(browser.api("verify/sms", { code: await codeSentTo(app, number) }));
  await done(browser.api("setup/email"));
  await done(browser.api("verify/email", { code: await codeSentTo(app, browser.person.email) }));
  await stepUp(app, browser);
  const key = await register(browser, someKey(), { body: { name: `Key of ${mark}` } });
  expect(key.status, JSON.stringify(key.body)).to.equal(200);
  await stepUp(app, browser);
  const { backupCodes } = (await done(browser.api("backup-codes/regenerate"))).body as { backupCodes: string[] };
  const elsewhere = at(browser.elsewhere(), ADDRESS);
  await elsewhere.login();
  await done(elsewhere.api("verify/backup", { code: backupCodes[0] }));

  await actOnOthers(app, browser, mark);
  await beHelped(app, chief, browser);
  // A device has a budget of its own only while the account waits: put there by hand.
  await sequelize.query(
    `INSERT INTO mfa_auth_attempts (user_id, failures, next_attempt_at, failures_by_day)
     VALUES ('device:${device}', 2, now(), '{}')`,
  );
  await done(browser.api("setup/totp", { name: `New app of ${mark}` }));
  await done(browser.api("setup/sms", { phoneNumber: someNumber(), name: `Work phone of ${mark}` }));
  return {
    ...{ browser, backupCodes, number, device },
    marks: [mark, details.id, details.email, number, number.slice(1), NETWORK, device],
    secrets: [
      ...[wrong, browser.person.password, ...backupCodes, ...backupCodes.map((code) => code.replace("-", ""))],
      new URL(browser.otpauthUrl()).searchParams.get("secret") ?? expect.fail("no secret"),
    ],
  };
}

/** What an admin does to a user of their tenant, and to the rules of it. */
async function actOnOthers(app: TestApp, admin: Browser, mark: string): Promise<void> {
  const { tenantId = "" } = admin.person;
  const other = app.users.add({ tenantId });
  await stepUp(app, admin);
  await done(
    putRule(admin, `tenant:${tenantId}/role:intern`, { mfa: "optional", reason: `As ${mark.slice(0, 4)} said` }),
  );
  await done(helpWith(admin, other, "grace", { days: 3, reason: "Ill" }));
  await done(helpWith(admin, other, "reset-mfa", { reason: "Lost phone" }));
  await done(helpWith(admin, other, "unlock", { reason: "Typing errors" }));
}

/** What a chief does to this one. */
async function beHelped(app: TestApp, chief: Browser, { person }: Browser): Promise<void> {
  await stepUp(app, chief);
  await done(putRule(chief, `user:${person.id}`, { mfa: "optional", reason: "A friend of the house" }));
  await done(helpWith(chief, person, "grace", { days: 20, reason: "On parental leave" }));
}
