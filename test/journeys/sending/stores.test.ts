import { expect } from "chai";
import { createHash } from "node:crypto";
import { QueryTypes } from "sequelize";
import { consoleChannel } from "@sallyport/delivery";
import { openBrowser } from "../../support/browser.ts";
import { codeSentTo, SENDING, someNumber } from "../../support/sent-codes.ts";
import { openStolenStores, type StolenStores } from "../../support/stolen-stores.ts";

describe("Stolen stores", function () {
  this.timeout(30_000);
  let stolen: StolenStores;

  before(async function () {
    const sms = consoleChannel({ print: false });
    // So that notices lie in the outbox while everything is looked at.
    const email = { name: "down", send: () => Promise.reject(new Error("down")) };
    const opened = await openStolenStores(this, { ...SENDING, channels: { sms, email } });
    stolen = { ...opened, app: { ...opened.app, sms } };
  });
  after(() => stolen.close());

  it("show neither a code nor its digest, nor where it went", async () => {
    const { app, sequelize, dump } = stolen;
    const browser = openBrowser(app);
    const number = someNumber();
    await browser.login();
    await browser.api("setup/sms", { phoneNumber: number }).expect(200);
    const setupCode = await codeSentTo(app, number);
    const during = await dump();
    await browser.api("verify/sms", { code: setupCode }).expect(200);
    app.clock.travel(31);
    await browser.api("challenge", { method: "sms" }).expect(200);
    const code = await codeSentTo(app, number);

    const everything = during + (await dump());
    const waiting = await sequelize.query("SELECT count(destination)::int AS rows FROM mfa_outbox", {
      type: QueryTypes.SELECT,
    });

    const digest = (text: string, encoding: "hex" | "base64url"): string =>
      createHash("sha256").update(text).digest(encoding);
    for (const secret of [setupCode, code, number]) {
      // In quotes or between other characters: six digits in a row may be part of any time.
      expect(everything).not.to.match(new RegExp(`(?<![0-9])${secret.replace("+", "\\+")}(?![0-9])`));
      expect(everything).not.to.include(digest(secret, "hex")).and.not.to.include(digest(secret, "base64url"));
    }
    expect(everything).not.to.include(browser.person.email);
    expect(waiting).not.to.deep.equal([{ rows: 0 }]);
  });

  it("open no used code again, where Redis comes back as it was before", async () => {
    const { app, redis } = stolen;
    const browser = openBrowser(app);
    const number = someNumber();
    await browser.login();
    await browser.api("setup/sms", { phoneNumber: number }).expect(200);
    await browser.api("verify/sms", { code: await codeSentTo(app, number) }).expect(200);
    app.clock.travel(31);
    const before = await keysWith("sent-code");
    await browser.api("challenge", { method: "sms" }).expect(200);
    const code = await codeSentTo(app, number);
    const key = (await keysWith("sent-code")).find((each) => !before.includes(each)) ?? expect.fail("no code is kept");
    await redis.copy(key, "kept");

    const first = await browser.api("verify", { method: "sms", code });
    const isThere = await redis.exists(key);
    await redis.copy("kept", key);
    const again = await browser.api("verify", { method: "sms", code });

    expect([first.status, isThere, again.status]).to.deep.equal([200, 0, 401]);
  });

  async function keysWith(text: string): Promise<readonly string[]> {
    const { redis } = stolen;
    const keys = await redis.keys("*challenge*");
    const found = await Promise.all(keys.map(async (key) => ((await redis.hGet(key, "data")) ?? "").includes(text)));
    return keys.filter((_, index) => found[index]);
  }
});
