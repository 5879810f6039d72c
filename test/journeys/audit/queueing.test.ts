import { expect } from "chai";
import express from "express";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson, signedInPerson } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { requireServer } from "../../support/require-server.ts";
import { fillDisk, lockTrail, trailOf } from "../../support/trail.ts";
import { worksWithin } from "../../support/until.ts";

describe("An app that queues events where the trail can't be written", function () {
  this.timeout(30_000);
  this.slow(10_000);
  let database: TestDatabase | undefined;
  let app: TestApp | undefined;
  let queueDir = "";

  beforeEach(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    queueDir = mkdtempSync(join(tmpdir(), "sallyport-queue-"));
    app = await startApp({ express, sallyport: sallyport() });
  });
  afterEach(async () => {
    await app?.close();
    await database?.close();
    rmSync(queueDir, { recursive: true, force: true });
  });

  const current = (): { app: TestApp; database: TestDatabase } =>
    app && database ? { app, database } : expect.fail("only inside tests");
  const sallyport = (): object => ({
    sequelize: database?.sequelize,
    audit: { onAuditFailure: "queue", queueDir },
  });
  const files = (): string[] => readdirSync(queueDir);
  const isWhole = (): Promise<boolean> =>
    worksWithin(15, async () => (await current().app.mfa.health()).status === "ok" && files().length === 0);

  for (const [name, begin] of [
    ["the disk is full", ({ sequelize }: TestDatabase) => fillDisk(sequelize)],
    ["the table is locked", lockTrail],
  ] as const)
    it(`goes on while ${name}, says that it is degraded, and writes each event once when it is over`, async () => {
      const { app, database } = current();
      const person = await enrolledPerson(app);

      const end = await begin(database);
      const answers = [(await person.login()).status, (await person.verify()).status];
      const { status } = await app.mfa.health();
      await end();

      expect(answers).to.deep.equal([200, 200]);
      expect(status).to.equal("degraded");
      expect(await isWhole()).to.equal(true);
      await expectEachOnce({ app, database });
      const types = (await trailOf(database.sequelize)).map(({ type }) => type);
      expect(types).to.include.members(["audit_degraded", "audit_recovered", "mfa_challenge_succeeded"]);
    });

  it("keeps the file to its own user, and no secret in it", async () => {
    const { app, database } = current();
    const person = await enrolledPerson(app);
    const code = person.code();

    const end = await fillDisk(database.sequelize);
    await person.login();
    await person.verify(code);
    const [file = ""] = files();
    const text = readFileSync(join(queueDir, file), "utf8");
    await end();

    expect(statSync(join(queueDir, file)).mode & 0o777).to.equal(0o600);
    expect(text).to.include("mfa_challenge_succeeded").and.not.include("127.0.0.1");
    expect(text).not.to.match(new RegExp(`(?<!\\d)${code}(?!\\d)`));
  });

  it("leaves what waits to whoever starts next", async () => {
    const { app: first, database } = current();
    const person = await enrolledPerson(first);
    const end = await fillDisk(database.sequelize);
    await person.login();
    await person.verify();
    await first.close();
    await end();

    app = await startApp({ express, sallyport: sallyport() });

    expect(await isWhole()).to.equal(true);
    const types = (await trailOf(database.sequelize, person.person.id)).map(({ type }) => type);
    expect(types.filter((type) => type === "mfa_challenge_succeeded")).to.have.lengthOf(1);
    expect(await app.mfa.audit.verify()).to.include({ ok: true });
  });

  it("takes nothing from the file that somebody else has written into it", async () => {
    const { app, database } = current();
    const person = await signedInPerson(app);
    const end = await fillDisk(database.sequelize);
    await person.post("/logout");
    await app.mfa.audit.flush();
    const [file = ""] = files();
    const path = join(queueDir, file);
    const written = readFileSync(path, "utf8");
    writeFileSync(path, written.replaceAll("sign_out", "sign_off"));
    await end();

    expect(await worksWithin(15, async () => (await app.mfa.health()).status === "ok")).to.equal(true);
    await app.mfa.audit.flush();
    const rows = await trailOf(database.sequelize);
    expect(rows.map(({ type }) => type)).not.to.include("sign_off");
    expect(rows.find(({ type }) => type === "audit_recovered")?.data["refused"]).to.be.above(0);
    expect(files().some((name) => name.endsWith(".refused"))).to.equal(true);
  });

  it("refuses where the file can't be written either", async () => {
    const { app, database } = current();
    const person = await enrolledPerson(app);
    await person.login();
    rmSync(queueDir, { recursive: true, force: true });
    writeFileSync(queueDir, "no folder");

    const end = await fillDisk(database.sequelize);
    const refused = await person.verify();
    await end();

    expect([refused.status, await person.isIn()]).to.deep.equal([503, false]);
  });
});

/** What listeners have heard is what the trail holds. */
async function expectEachOnce({ app, database }: { app: TestApp; database: TestDatabase }): Promise<void> {
  await app.mfa.audit.flush();
  const ids = (await trailOf(database.sequelize)).map(({ id }) => id);
  const heard = app.events.filter(({ type }) => type !== "store_unavailable").map(({ id }) => id);
  expect(ids).to.include.members(heard);
  expect(new Set(ids).size).to.equal(ids.length);
}
