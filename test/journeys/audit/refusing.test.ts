import { expect } from "chai";
import express from "express";
import type { SallyportOptions } from "sallyport";
import { createClient } from "redis";
import { startApp, type TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, enrolledPerson } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { expectUnavailable, timed } from "../../support/outage.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { fillDisk, lockTrail, trailOf } from "../../support/trail.ts";
import { worksWithin } from "../../support/until.ts";

/** The promise is a second; the rest is for a machine that is busy. */
const BOUND_MS = 2000;

/** The ways in which a trail can't be written. */
const FAULTS = {
  "the disk is full": ({ sequelize }: TestDatabase) => fillDisk(sequelize),
  "the table is locked": lockTrail,
} as const;

for (const [name, begin] of Object.entries(FAULTS))
  describe(`Where ${name} under the audit trail, and acts are refused (Q13)`, function () {
    this.timeout(30_000);
    this.slow(10_000);
    let database: TestDatabase | undefined;
    let app: TestApp | undefined;
    let redis: { destroy(): void } | undefined;

    before(async function () {
      database = requireServer(this, "PostgreSQL", await postgresDatabase());
      const client = await createClient({ url: requireServer(this, "Redis", await redisUrl()) }).connect();
      redis = client;
      const options: Partial<SallyportOptions> = { sequelize: database.sequelize, redis: client };
      app = await startApp({ express, sallyport: options });
    });
    after(async () => {
      await app?.close();
      redis?.destroy();
      await database?.close();
    });
    const current = (): { app: TestApp; database: TestDatabase } =>
      app && database ? { app, database } : expect.fail("only inside tests");

    it("a right code is not used up, and signs in once it can be recorded", async () => {
      const { app, database } = current();
      const person = await enrolledPerson(app);
      await person.login();
      const code = person.code();

      const end = await begin(database);
      const refused = await timed(person.verify(code));
      const isIn = await person.isIn();
      await end();
      const again = await person.verify(code);

      expectUnavailable(refused, BOUND_MS);
      expect([isIn, again.status, await person.isIn()]).to.deep.equal([false, 200, true]);
    });

    it("methods stay as they are, and so do sessions that there are", async () => {
      const { app, database } = current();
      const person = await signedInPerson(app);

      const end = await begin(database);
      const removal = await timed(person.delete(`/api/v1/mfa/methods/${person.methodId}`));
      const codes = await timed(person.api("backup-codes/regenerate"));
      const isIn = await person.isIn();
      await end();

      expectUnavailable(removal, BOUND_MS);
      expect(codes.answer.status).to.equal(503);
      expect(isIn).to.equal(true);
      const { enabled, backupCodes } = (await person.status()).body as { enabled: boolean; backupCodes: object };
      expect({ enabled, backupCodes })
        .to.deep.include({ enabled: true })
        .and.have.nested.property("backupCodes.remaining", 10);
    });

    it("nobody signs in with a password alone, and no session is left of it", async () => {
      const { app, database } = current();
      const browser = openBrowser(app);

      const end = await begin(database);
      const refused = await timed(browser.login());
      await end();

      expectUnavailable(refused, BOUND_MS);
      expect(await app.mfa.sessions.list(browser.person.id)).to.deep.equal([]);
    });

    it("nobody is signed out by it, and whoever signs out is out and recorded when it is over", async () => {
      const { app, database } = current();
      const [person, leaving] = [await signedInPerson(app), await signedInPerson(app)];

      const end = await begin(database);
      const left = await leaving.post("/logout");
      const standing = [await person.isIn(), await leaving.isIn()];
      await end();
      await app.mfa.audit.flush();

      expect([left.status, ...standing]).to.deep.equal([200, true, false]);
      const types = (await trailOf(database.sequelize, leaving.person.id)).map(({ type }) => type);
      expect(types).to.include.members(["session_ended", "sign_out"]);
    });

    it("what was done is recorded and what was recorded is done, whatever was tried meanwhile", async () => {
      const { app, database } = current();
      const people = await Promise.all([1, 2, 3, 4].map(() => enrolledPerson(app)));
      await Promise.all(people.map((person) => person.login()));

      const end = await begin(database);
      await Promise.all(people.map((person) => person.verify()));
      await end();
      const again = people
        .slice(2)
        .map((person) => worksWithin(10, async () => (await person.verify()).status === 200));
      const areIn = await Promise.all(again);
      await app.mfa.audit.flush();

      const succeeded = await Promise.all(people.map((person) => successes(database, person.person.id)));
      expect([areIn, succeeded]).to.deep.equal([
        [true, true],
        [0, 0, 1, 1],
      ]);
      expect(await app.mfa.audit.verify()).to.include({ ok: true });
    });
  });

async function successes({ sequelize }: TestDatabase, userId: string): Promise<number> {
  return (await trailOf(sequelize, userId)).filter(({ type }) => type === "mfa_challenge_succeeded").length;
}
