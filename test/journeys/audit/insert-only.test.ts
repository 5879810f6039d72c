import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import { startApp, type TestApp } from "../../support/app.ts";
import { signedInPerson } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { requireServer } from "../../support/require-server.ts";
import { trailOf } from "../../support/trail.ts";

describe("An app whose role can't change rows of the audit trail (docs/audit-trail.md)", function () {
  this.timeout(30_000);
  const role = `sallyport_test_${randomBytes(4).toString("hex")}`;
  let database: TestDatabase | undefined;
  let limited: ReturnType<typeof connectDatabase> | undefined;
  let app: TestApp | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    for (const statement of [
      `CREATE ROLE ${role}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO ${role}`,
      `REVOKE UPDATE, DELETE, TRUNCATE ON security_events FROM ${role}`,
      `REVOKE DELETE, TRUNCATE ON audit_strands FROM ${role}`,
    ])
      await database.sequelize.query(statement);
    limited = connectDatabase({ url: `${database.url ?? ""}?options=-c%20role%3D${role}` });
    app = await startApp({ express, sallyport: { sequelize: limited.sequelize, migrate: false } });
  });
  after(async () => {
    await app?.close();
    await limited?.close();
    await database?.sequelize.query(`DROP OWNED BY ${role}`);
    await database?.sequelize.query(`DROP ROLE ${role}`);
    await database?.close();
  });

  it("signs people in and records it", async () => {
    const running = app ?? expect.fail("no app");

    const { person } = await signedInPerson(running);

    await running.mfa.audit.flush();
    const rows = await trailOf(database?.sequelize ?? expect.fail("no database"), person.id);
    expect(rows.map(({ type }) => type)).to.include.members(["mfa_challenge_succeeded", "sign_in_completed"]);
    expect(await running.mfa.audit.verify()).to.include({ ok: true });
  });

  for (const statement of [
    "UPDATE security_events SET outcome = 'success'",
    "DELETE FROM security_events",
    "TRUNCATE security_events",
  ])
    it(`can't ${statement}, not even as maintenance`, async () => {
      const { sequelize } = limited ?? expect.fail("no connection");

      const refusal = await sequelize
        .transaction(async (transaction) => {
          await sequelize.query("SET LOCAL sallyport.audit_maintenance = 'on'", { transaction });
          await sequelize.query(statement, { transaction });
        })
        .catch(String);

      expect(refusal).to.include("permission denied");
    });
});
