import { expect } from "chai";
import type { Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";
import { helpWith, mailsTo } from "../policy/acting.ts";

export const REASON = "Lost phone, passport shown";

/** An admin takes the methods of somebody away. */
export function reset(admin: Browser, person: Person): Test {
  return helpWith(admin, person, "reset-mfa", { reason: REASON });
}

/** The links that have been mailed to somebody, oldest first. */
export async function linksTo(app: TestApp, person: Person): Promise<readonly string[]> {
  return (await mailsTo(app, person)).flatMap(({ text }) => /https?:\S+#enroll=[\w-]+/.exec(text)?.[0] ?? []);
}

/** What the page that the newest one leads to reads out of it. */
export async function tokenMailedTo(app: TestApp, person: Person): Promise<string> {
  const link = (await linksTo(app, person)).at(-1) ?? expect.fail("no link was mailed");
  return new URLSearchParams(new URL(link).hash.slice(1)).get("enroll") ?? expect.fail("no token in the link");
}

/** What that page does with it. */
export function openLink(browser: Browser, token: string): Test {
  return browser.api("recovery/link", { token });
}
