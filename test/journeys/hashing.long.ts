import { expect } from "chai";
import { scryptSync } from "node:crypto";
import express from "express";
import { startApp, type TestApp } from "../support/app.ts";
import { enrolledPerson, openBrowser } from "../support/browser.ts";
import { embeddedDatabase } from "../support/databases.ts";

const COST = { N: 2 ** 15, r: 8, p: 3 } as const;

/** What one hash takes now, on this machine and with all that it has to do beside it. */
function hashMilliseconds(): number {
  const began = performance.now();
  scryptSync("00000-00000", "salt", 64, { ...COST, maxmem: 2 ** 27 });
  return performance.now() - began;
}

describe("Two hundred backup codes guessed at once, at the full cost of scrypt", function () {
  this.timeout(60_000);
  let app: TestApp | undefined;

  before(async () => {
    const { sequelize } = await embeddedDatabase();
    app = await startApp({ express, sallyport: { sequelize, backupCodes: { cost: COST } } });
  });
  after(() => app?.close());

  it("hash five, refuse the rest, and leave the event loop free", async () => {
    const running = app ?? expect.fail("no app");
    const browser = await enrolledPerson(running);
    await browser.login();

    const guesses = Promise.all(
      Array.from({ length: 200 }, () => browser.api("verify/backup", { code: "00000-00000" })),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    const open = await browser.get("/open");
    const waited = performance.now() - started;
    const answers = await guesses;
    const oneHash = hashMilliseconds();

    expect(answers.filter(({ body }) => body.code === "ERR-MFA-INVALID")).to.have.lengthOf(5);
    expect(open.status).to.equal(200);
    // On the event loop, the five would keep everybody waiting for five hashes.
    expect(waited).to.be.below(4 * oneHash);
  });
});

describe("Thirty people who enroll at once", () => {
  it("all get their backup codes", async () => {
    const { sequelize } = await embeddedDatabase();
    const app = await startApp({ express, sallyport: { sequelize } });
    const people = Array.from({ length: 30 }, () => openBrowser(app));
    for (const person of people) await person.login();

    const enrolled = await Promise.all(people.map((person) => person.enroll()));

    await app.close();
    for (const { backupCodes } of enrolled) expect(backupCodes).to.have.lengthOf(10);
  });
});
