import { expect } from "chai";
import type { Response } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { deviceCookies, isRecognised, trustHere, type Trust } from "./trusting.ts";

/** One person, and everything of theirs that an event may end. */
export interface World {
  readonly app: TestApp;
  /** A trusted browser, signed in with a code of the last minutes. */
  readonly here: Browser;
  readonly other: Browser;
  /** The password was given here, and nothing else. */
  readonly pending: Browser;
  readonly trust: Trust;
  readonly methodId: string;
  readonly backupCodes: readonly string[];
}

/** What happens to a person; what it returns takes the place of what was there. */
export interface MatrixEvent {
  /** Before anybody signs in anywhere. */
  readonly prepare?: (person: Browser) => Promise<unknown>;
  readonly act: (world: World) => Promise<Partial<World> | void>;
  /** After sessions and pending sign-in were looked at. */
  readonly afterwards?: (world: World) => void;
  /** When all was looked at: what others would meet as well. */
  readonly takeBack?: (world: World) => Promise<void>;
}

export async function openWorld(app: TestApp, { prepare }: MatrixEvent): Promise<World> {
  const { methodId, backupCodes, ...here } = await enrolledPerson(app);
  await prepare?.(here.elsewhere());
  app.clock.travel(60);
  const other = here.elsewhere();
  await other.login();
  await other.verify().expect(200);
  app.clock.travel(60);
  const trust = await trustHere(app, here);
  const pending = here.elsewhere();
  await pending.login();
  expect([await here.isIn(), await other.isIn()]).to.deep.equal([true, true]);
  return { app, here, other, pending, trust, methodId, backupCodes };
}

/** What has come of the world, in the words of the table. */
export async function lookAt(world: World, { afterwards }: MatrixEvent): Promise<Readonly<Record<string, string>>> {
  const { app, here, other, pending } = world;
  const sessions = { "this session": word(await here.isIn()), "other sessions": word(await other.isIn()) };
  app.clock.travel(60);
  const second = await pending.verify();
  expect(second.status, second.text).to.be.oneOf([200, 401]);
  afterwards?.(world);
  app.clock.travel(60);
  const codesLeft = await codesLeftOf(world);
  const trust = word(await isRecognised(here));
  const codes = word(codesLeft && (await tryBackupCode(world)).status === 200);
  return { ...sessions, "pending sign-in": word(second.status === 200), trust, "backup codes": codes };
}

function word(isThere: boolean): string {
  return isThere ? "stays" : "ends";
}

/** Whoever has no method any more enrolls one: without a second step nothing could be told of trust. */
async function codesLeftOf({ app, here }: World): Promise<boolean> {
  const fresh = openBrowser(app, here.person);
  const login = await fresh.login();
  if ((login.body as { mfaRequired: boolean }).mfaRequired) return true;
  const { body } = await fresh.status();
  await fresh.enroll();
  return (body as { backupCodes: { remaining: number } }).backupCodes.remaining > 0;
}

async function tryBackupCode({ app, here, backupCodes }: World): Promise<Response> {
  const fresh = openBrowser(app, here.person);
  await fresh.login();
  return fresh.api("verify/backup", { code: backupCodes.at(-1) });
}

/** An admin who may act now. */
export function adminOf({ app }: World): Promise<Browser> {
  return signedInPerson(app, { roles: ["admin"] });
}

/** The same browser, at another process of the app. */
export function moved(browser: Browser, app: TestApp): Browser {
  const there = openBrowser(app, browser.person, { url: browser.otpauthUrl() });
  for (const cookie of browser.cookie().split(";")) there.agent.jar.setCookie(cookie.trim());
  expect(deviceCookies(there)).to.deep.equal(deviceCookies(browser));
  return there;
}
