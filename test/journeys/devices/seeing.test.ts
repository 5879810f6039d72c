import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { DAY, devicesOf, eventsOf, isRecognised, trustedPerson, trustHere, verifyAndTrust } from "./trusting.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/** More browsers of this person, each trusted, the oldest first. */
async function trustElsewhere(app: TestApp, browser: Browser, count: number): Promise<readonly Browser[]> {
  const others = Array.from({ length: count }, () => browser.elsewhere());
  for (const other of others) await trustHere(app, other);
  return others;
}

onEveryStack(
  "The trusted devices of a person (F7)",
  (current) => {
    it("are listed to them in words, with their end, the last use, and which one it is that asks", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      browser.agent.set("User-Agent", FIREFOX);
      const { id, expiresAt } = await trustHere(app, browser);
      await trustElsewhere(app, browser, 1);
      app.clock.travel(DAY);
      await browser.login();

      const [other, mine] = await devicesOf(browser);

      const words = { id, name: "Firefox 128 on Linux", browser: "Firefox 128", os: "Linux", expiresAt, current: true };
      expect(mine).to.deep.include(words);
      expect(mine).to.have.all.keys(...Object.keys(words), "createdAt", "lastUsedAt");
      expect(other).to.include({ name: "Unknown device", browser: null, os: null, lastUsedAt: null, current: false });
      expect(Date.parse(mine?.lastUsedAt ?? "") - Date.parse(mine?.createdAt ?? "")).to.be.above(DAY * 1000);
    });

    it("are counted in their status, those that are void not", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      await trustElsewhere(app, browser, 1);
      const { body: before } = await browser.status();
      await browser.verify();
      await browser.api("backup-codes/regenerate").expect(200);

      const { body: after } = await browser.status();

      expect([before.trustedDevices, after.trustedDevices]).to.deep.equal([2, 0]);
      expect(await devicesOf(browser)).to.deep.equal([]);
    });

    it("are revoked one at a time, or all at once, at their next sign-in", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const [first, second] = await trustElsewhere(app, browser, 2);
      await browser.verify();
      const [, middle] = await devicesOf(browser);

      const one = await browser.delete(`/api/v1/mfa/trusted-devices/${middle?.id ?? ""}`);
      const left = [await isRecognised(first ?? browser), await isRecognised(second ?? browser)];
      const all = await browser.delete("/api/v1/mfa/trusted-devices");

      expect([one.status, one.body, all.body]).to.deep.equal([200, { revoked: true }, { revoked: 2 }]);
      expect(left).to.deep.equal([false, true]);
      expect([await isRecognised(second ?? browser), await isRecognised(browser)]).to.deep.equal([false, false]);
      const revoked = eventsOf(app, browser.person.id, "device_revoked");
      expect(revoked.map(({ reason }) => reason)).to.deep.equal([
        "revoked_by_user",
        "revoked_by_user",
        "revoked_by_user",
      ]);
    });

    it("of somebody else are like none at all, to the letter", async () => {
      const app = current();
      const [mine, theirs] = [await trustedPerson(app), await trustedPerson(app)];
      app.clock.travel(60);
      await mine.verify();

      const answers = [];
      for (const id of [theirs.trust.id, randomUUID(), "no-id"])
        answers.push(await mine.delete(`/api/v1/mfa/trusted-devices/${id}`));

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404]);
      expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
      expect([await isRecognised(theirs), await isRecognised(mine)]).to.deep.equal([true, true]);
    });

    it("that were revoked once are gone for the second time", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      await browser.verify();
      const revoke = (): ReturnType<Browser["get"]> =>
        browser.delete(`/api/v1/mfa/trusted-devices/${browser.trust.id}`);

      const answers = await Promise.all([revoke(), revoke(), revoke()]);

      // The session changes its id with each of them, so that the slower ones may find themselves signed out.
      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      expect((await revoke()).status).to.equal(404);
    });

    it("are at most ten: the eleventh drops the oldest", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const others = await trustElsewhere(app, browser, 9);
      const before = [await isRecognised(browser), (await devicesOf(browser)).length];

      await trustElsewhere(app, browser, 1);

      expect(before).to.deep.equal([true, 10]);
      expect([await isRecognised(browser), await isRecognised(others[0] ?? browser)]).to.deep.equal([false, true]);
      const [dropped] = eventsOf(app, browser.person.id, "device_revoked");
      expect([dropped?.reason, dropped?.data]).to.deep.equal(["too_many", { deviceId: browser.trust.id }]);
    });

    it("are open to nobody who is not fully signed in", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const [nobody, pending] = [browser.elsewhere(), browser.elsewhere()];
      await pending.login();

      const answers = [];
      for (const each of [nobody, pending])
        answers.push(
          await each.get("/api/v1/mfa/trusted-devices"),
          await each.delete("/api/v1/mfa/trusted-devices"),
          await each.delete(`/api/v1/mfa/trusted-devices/${browser.trust.id}`),
        );

      const codes = answers.map(({ status, body }) => `${String(status)} ${String(body.code)}`);
      expect(codes.slice(0, 3)).to.deep.equal(codes.slice(0, 3).map(() => "401 ERR-UNAUTHENTICATED"));
      expect(codes.slice(3)).to.deep.equal(codes.slice(3).map(() => "401 ERR-MFA-REQUIRED"));
    });
  },
  { middlewares: [trustedDevice()], sallyport: { sessions: { max: 50 } } },
);

onEveryStack(
  "A cap of three trusted devices",
  (current) => {
    it("holds under five browsers that are trusted at the same time", async () => {
      const app = current();
      const person = await enrolledPerson(app);
      // As many guesses as may be looked at before the first of them is found right.
      const browsers = Array.from({ length: 5 }, () => person.elsewhere());
      for (const browser of browsers) await browser.login();

      const answers = await Promise.all(
        browsers.map((browser, index) =>
          browser.api("verify/backup", { code: person.backupCodes[index], trustDevice: true }),
        ),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal(browsers.map(() => 200));
      expect(await app.mfa.devices.list(person.person.id)).to.have.lengthOf(3);
      expect(await recognisedOf(browsers)).to.equal(3);
    });

    it("holds under twenty, and each that went for it is recorded once", async () => {
      const app = current();
      const { person: user } = await enrolledPerson(app);
      const trusting = { user, by: "totp", max: 3, context: {} } as const;

      const given = await Promise.all(Array.from({ length: 20 }, () => app.mfa.devices.trust(trusting)));

      const left = (await app.mfa.devices.list(user.id)).map(({ id }) => id);
      const dropped = eventsOf(app, user.id, "device_revoked").map(({ data }) => data?.["deviceId"]);
      expect(left).to.have.lengthOf(3);
      expect([...left, ...dropped]).to.have.members(given.map(({ id }) => id));
    });

    it("holds over step-ups as well, each of them a trust in the place of the one before", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      for (let round = 0; round < 3; round += 1) {
        await verifyAndTrust(browser).expect(200);
        app.clock.travel(60);
      }

      expect(await devicesOf(browser)).to.have.lengthOf(1);
    });
  },
  { middlewares: [trustedDevice({ max: 3 })], sallyport: { sessions: { max: 50 }, limits: { freeFailures: 10 } } },
);

async function recognisedOf(browsers: readonly Browser[]): Promise<number> {
  const answers: boolean[] = [];
  for (const browser of browsers) answers.push(await isRecognised(browser));
  return answers.filter(Boolean).length;
}
