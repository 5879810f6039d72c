import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import { QueryTypes, type Sequelize } from "sequelize";
import { SECRET, startApp, type TestApp } from "../support/app.ts";
import { enrolledPerson, openBrowser, type Browser } from "../support/browser.ts";
import { embeddedDatabase } from "../support/databases.ts";

const OTHER_SECRET = randomBytes(32).toString("base64");

describe("The keys", () => {
  let sequelize: Sequelize;
  const apps: TestApp[] = [];

  before(async function () {
    this.timeout(30_000);
    sequelize = (await embeddedDatabase()).sequelize;
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });

  async function appWith(...secret: string[]): Promise<TestApp> {
    const app = await startApp({ express, sallyport: { sequelize, secret } });
    apps.push(app);
    return app;
  }

  /** The same person, with the same authenticator app, at an app with other keys. */
  function move(browser: Browser, app: TestApp): Browser {
    app.users.add(browser.person);
    app.clock.travel(120);
    return openBrowser(app, browser.person, { url: browser.otpauthUrl() });
  }

  async function column(text: string): Promise<string[]> {
    const rows = await sequelize.query<{ value: string }>(text, { type: QueryTypes.SELECT });
    return rows.map(({ value }) => value);
  }

  it("are replaced without anybody noticing: the new one writes, the old one reads", async () => {
    const browser = await enrolledPerson(await appWith(SECRET));
    const rotated = move(browser, await appWith(OTHER_SECRET, SECRET));
    await rotated.login();
    const [before] = await column(`SELECT secret AS value FROM mfa_methods WHERE id = '${browser.methodId}'`);

    const answer = await rotated.verify();

    const [after] = await column(`SELECT secret AS value FROM mfa_methods WHERE id = '${browser.methodId}'`);
    expect(answer.status).to.equal(200);
    expect(after?.split(".")[1]).not.to.equal(before?.split(".")[1]);
  });

  it("let backup codes of the old key in during the change", async () => {
    const browser = await enrolledPerson(await appWith(SECRET));
    const rotated = move(browser, await appWith(OTHER_SECRET, SECRET));

    for (const code of browser.backupCodes) {
      await rotated.login();
      expect((await rotated.api("verify/backup", { code })).status).to.equal(200);
    }
  });

  it("make an outage when one is missing, and never an account without MFA", async () => {
    const browser = await enrolledPerson(await appWith(SECRET));
    const app = await appWith(OTHER_SECRET);
    const moved = move(browser, app);

    const login = await moved.login();
    const answer = await moved.verify();

    expect(login.body.mfaRequired).to.equal(true);
    expect([answer.status, answer.body.code]).to.deep.equal([503, "ERR-UNAVAILABLE"]);
    expect(await moved.isIn()).to.equal(false);
    expect(app.events.map(({ reason }) => reason)).to.include("key_missing");
  });

  for (const [what, change] of [
    [
      "one bit is flipped",
      "overlay(secret placing (CASE right(secret, 2) WHEN 'AA' THEN 'BB' ELSE 'AA' END) from length(secret) - 30 for 2)",
    ],
    ["it is cut short", "left(secret, 40)"],
    ["it is null", "NULL"],
    ["it is empty", "''"],
    ["it is something else", "'{}'"],
  ] as const)
    it(`refuse a stored secret when ${what}, and go on asking for it`, async () => {
      const app = await appWith(SECRET);
      const browser = await enrolledPerson(app);
      await sequelize.query(`UPDATE mfa_methods SET secret = ${change} WHERE id = '${browser.methodId}'`);

      const login = await browser.login();
      const answer = await browser.verify();

      expect(login.body.mfaRequired).to.equal(true);
      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect(app.events.map(({ reason }) => reason)).to.include("secret_unreadable");
    });

  it("refuse a secret that was copied from another person's row", async () => {
    const app = await appWith(SECRET);
    const [mine, theirs] = [await enrolledPerson(app), await enrolledPerson(app)];
    await sequelize.query(
      `UPDATE mfa_methods SET secret = (SELECT secret FROM mfa_methods WHERE id = '${mine.methodId}') WHERE id = '${theirs.methodId}'`,
    );
    await theirs.login();

    const answer = await theirs.verify(mine.code());

    expect(answer.status).to.equal(401);
  });

  it("leave nothing in the tables that anybody could use", async () => {
    const app = await appWith(SECRET);
    const browser = await enrolledPerson(app);

    const rows = await column(
      `SELECT row_to_json(each)::text AS value FROM mfa_methods AS each UNION ALL SELECT row_to_json(each)::text FROM mfa_backup_codes AS each`,
    );

    const dump = rows.join("\n");
    const secret = new URL(browser.otpauthUrl()).searchParams.get("secret") ?? "";
    expect(dump).not.to.include(secret);
    for (const code of browser.backupCodes) expect(dump).not.to.include(code).and.not.to.include(code.replace("-", ""));
  });

  it("sign cookies, and stop when they are retired", async () => {
    const [first, second] = [await appWith(SECRET), await appWith(OTHER_SECRET)];
    const browser = openBrowser(first);
    const cookie = String((await browser.login()).headers["set-cookie"]).split(";")[0] ?? "";

    const answer = await openBrowser(second).agent.get("/protected").set("Cookie", cookie);

    expect(answer.status).to.equal(401);
  });
});
