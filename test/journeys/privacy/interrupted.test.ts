import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { closing } from "../../support/closing.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { startProgram } from "../../support/program.ts";
import { ADDRESS, chiefOf, knownPerson, type KnownPerson } from "./known-person.ts";
import { PRIVATE } from "./settings.ts";
import { openWholeApp, type WholeApp } from "./whole-app.ts";

/** So many events that erasing them takes several lots. */
const EVENTS = 3000;

const because = { by: "the test", reason: "Account deleted" } as const;

describe("An erasure that does not go through at once (PostgreSQL and Redis)", function () {
  this.timeout(120_000);
  this.slow(60_000);
  let whole: WholeApp;
  let chief: Browser;

  const close = closing(after);

  before(async function () {
    whole = await openWholeApp(this);
    close(() => whole.close());
    chief = await chiefOf(whole.app);
  });

  async function manyEvents({ browser }: KnownPerson): Promise<void> {
    const { mfa } = whole.app;
    for (let index = 0; index < EVENTS; index += 1) {
      await mfa.record({ type: "app.viewed", userId: browser.person.id, context: { ip: ADDRESS } });
      if (index % 100 === 99) await mfa.audit.flush();
    }
  }

  /** Erases in another process, which is killed so many milliseconds after it has begun. */
  async function killedAfter(milliseconds: number, userId: string): Promise<void> {
    const program = await startProgram({
      file: "test/journeys/privacy/erase-process.ts",
      args: [userId],
      env: { DATABASE_URL: whole.databaseUrl, REDIS_URL: whole.redisUrl, TEST_SECRET: PRIVATE.secret },
      ready: "begins",
    });
    await sleep(milliseconds);
    await program.kill();
  }

  it("goes on where its process was killed, until nothing is left", async () => {
    const known = await knownPerson(whole, chief);
    await manyEvents(known);
    const { id } = known.browser.person;
    const before = await whole.placesOf(known.marks);
    let left = before;
    for (let wait = 50; left.length === before.length; wait += 50) {
      await killedAfter(wait, id);
      left = await whole.placesOf(known.marks);
    }

    const { complete } = await whole.app.mfa.privacy.erase(id, because);

    // Otherwise the last one was killed too late.
    expect(left).to.include("security_events.user_id");
    expect([complete, await whole.placesOf(known.marks)]).to.deep.equal([true, []]);
    expect(await whole.app.mfa.audit.verify()).to.include({ ok: true });
  });

  it("says 503 where Redis does not delete what a session carries, and leaves nothing once it does", async () => {
    const known = await knownPerson(whole, chief);
    const { id } = known.browser.person;
    const { privacy } = whole.app.mfa;

    await whole.redis.sendCommand(["ACL", "SETUSER", "default", "-del", "-unlink"]);
    const refused = await privacy.erase(id, because).catch((error: unknown) => error);
    await whole.redis.sendCommand(["ACL", "SETUSER", "default", "+del", "+unlink"]);
    const { complete } = await privacy.erase(id, because);

    expect(refused).to.include({ code: "ERR-UNAVAILABLE", status: 503 });
    expect([complete, await whole.placesOf(known.marks)]).to.deep.equal([true, []]);
    expect(await whole.app.mfa.audit.verify()).to.include({ ok: true });
  });

  it("ends what signs in meanwhile; once nobody can sign in any more, nothing is left", async () => {
    const person = whole.app.users.add();
    const answers: number[] = [];
    let isOver = false;
    const signingIn = Array.from({ length: 4 }, async () => {
      while (!isOver) answers.push((await openBrowser(whole.app, person).login()).status);
    });
    await sleep(300);

    const first = await whole.app.mfa.privacy.erase(person.id, because);
    whole.app.users.change(person.id, { isDisabled: true });
    isOver = true;
    await Promise.all(signingIn);
    const last = await whole.app.mfa.privacy.erase(person.id, because);

    expect([first.erased.liveSessions > 0, last.complete]).to.deep.equal([true, true]);
    expect(answers).to.include(200);
    expect(await whole.placesOf([person.id, person.email])).to.deep.equal([]);
    expect(await whole.app.mfa.audit.verify()).to.include({ ok: true });
  });
});
