import { expect } from "chai";
import express from "express";
import { QueryTypes, type Sequelize } from "sequelize";
import { trustedDevice } from "sallyport";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson, signedInPerson } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { cookiesSet, deviceCookies, isRecognised, loginFrom, verifyAndTrust } from "./trusting.ts";

const logged: string[] = [];
const log = (...said: readonly unknown[]): void => {
  logged.push(JSON.stringify(said));
};

describe("The token of a trusted device", () => {
  let sequelize: Sequelize;
  let app: TestApp;

  before(async function () {
    this.timeout(30_000);
    sequelize = (await embeddedDatabase()).sequelize;
    const logger = { info: log, warn: log, error: log };
    app = await startApp({ express, sallyport: { sequelize, logger }, middlewares: [trustedDevice()] });
  });
  after(() => app.close());

  /** In how many rows of all tables a text stands, whatever its case. */
  async function rowsWith(text: string): Promise<number> {
    const select =
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    const tables = await sequelize.query<{ name: string }>(select, { type: QueryTypes.SELECT });
    let found = 0;
    for (const { name } of tables) {
      const rows = await sequelize.query(`SELECT 1 FROM "${name}" AS each WHERE row_to_json(each)::text ILIKE $1`, {
        bind: [`%${text.replaceAll("_", "\\_")}%`],
        type: QueryTypes.SELECT,
      });
      found += rows.length;
    }
    return found;
  }

  it("is made of 384 random bits, of which 256 change at each use", async () => {
    const browser = await enrolledPerson(app);
    await browser.login();
    await verifyAndTrust(browser);
    const tokens = [deviceCookies(browser)[0]];
    for (let use = 0; use < 3; use += 1) {
      await browser.login();
      tokens.push(deviceCookies(browser)[0]);
    }

    const parts = tokens.map((cookie = "") => /^.+=([\w-]{22})\.([\w-]{43})$/.exec(cookie) ?? []);

    expect([
      new Set(parts.map(([, family]) => family)).size,
      new Set(parts.map(([, , secret]) => secret)).size,
    ]).to.deep.equal([1, 4]);
  });

  it("stands in no body, event, log or table, and neither does the name of its user in the cookie", async () => {
    const browser = await enrolledPerson(app);
    await browser.login();
    const verified = await verifyAndTrust(browser);
    const [cookie = ""] = deviceCookies(browser);
    const [name = "", token = ""] = cookie.split("=");
    app.clock.travel(60);
    const login = await browser.login();
    const rotated = cookiesSet(login)[0]?.split(";")[0]?.split("=")[1] ?? "";
    const admin = await signedInPerson(app, { roles: ["admin"] });
    const bodies = [
      ...[
        verified,
        login,
        await browser.status(),
        await browser.get("/api/v1/mfa/trusted-devices"),
        await browser.get("/api/v1/sessions"),
      ],
      ...[
        await admin.get(`/api/v1/security/devices/${browser.person.id}`),
        await admin.get(`/api/v1/security/users/${browser.person.id}`),
      ],
    ].map(({ text }) => text);

    const heard = [...bodies, ...logged, JSON.stringify(app.events)].join("\n");

    for (const part of [...token.split("."), ...rotated.split(".")]) {
      expect(part.length).to.be.at.least(22);
      expect(heard).not.to.include(part);
      expect(await rowsWith(part)).to.equal(0);
    }
    // Its handle is found: in its own row, and in the audit trail.
    expect(await rowsWith(verified.body.trustedDevice.id as string)).to.be.above(0);
    expect(name).not.to.include(browser.person.id).and.not.to.include(browser.person.email);
    expect(name).to.match(/^sallyport-device-[\w-]{16}$/);
  });

  it("is nothing when it is cut, changed or made up, and ends nobody's trust by that", async () => {
    const browser = await enrolledPerson(app);
    await browser.login();
    await verifyAndTrust(browser);
    app.clock.travel(60);
    const [name = "", token = ""] = (deviceCookies(browser)[0] ?? "").split("=");
    const [family = "", secret = ""] = token.split(".");
    const madeUp = [
      ...[
        "",
        family,
        `${family}.`,
        `.${secret}`,
        `${family}.${secret}x`,
        `${family}.${secret}.x`,
        `${secret}.${family}`,
      ],
      ...[`${"A".repeat(22)}.${secret}`, "%00", "x".repeat(4000), encodeURIComponent(`' OR 1=1 --`)],
    ];

    const answers = [];
    for (const value of madeUp) answers.push(await loginFrom(app, browser.person, { Cookie: `${name}=${value}` }));

    expect(answers.map(({ status, body }) => [status, body.mfaRequired as boolean])).to.deep.equal(
      madeUp.map(() => [200, true]),
    );
    expect(await isRecognised(browser)).to.equal(true);
  });
});
