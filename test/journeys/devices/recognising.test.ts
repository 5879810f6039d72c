import { expect } from "chai";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import {
  cookiesSet,
  DAY,
  deviceCookies,
  devicesOf,
  eventsOf,
  isRecognised,
  loginFrom,
  trustedPerson,
  trustHere,
  verifyAndTrust,
} from "./trusting.ts";

/** What a browser says of itself, and where it is. */
const HEADERS = {
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Accept-Language": "tr",
  "Sec-CH-UA-Platform": '"Linux"',
};

onEveryStack(
  "A trusted device",
  (current) => {
    it("signs in with the password alone, and is told what it was given", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const { body: offer } = await browser.login();
      const { body: given } = await verifyAndTrust(browser);
      app.clock.travel(60);

      const login = await browser.login();

      expect(offer.trustDevice).to.deep.equal({ days: 30 });
      expect(given.trustedDevice).to.have.keys("id", "name", "expiresAt");
      expect(login.body).to.include({ mfaRequired: false });
      expect(await browser.isIn()).to.equal(true);
    });

    it("is recorded when it is trusted and each time that it is recognised", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      await browser.login();
      await browser.login();

      const events = eventsOf(app, browser.person.id, "device_trusted", "device_recognised", "device_revoked");

      const types = events.map(({ type }) => type);
      expect(types).to.deep.equal(["device_trusted", "device_recognised", "device_recognised"]);
      expect(events.map(({ data }) => data)).to.deep.equal(types.map(() => ({ deviceId: browser.trust.id })));
      expect(events[0]).to.include({ methodType: "totp" });
    });

    it("is nothing without its cookie, whatever else was copied from it (F1)", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      browser.agent.set(HEADERS);
      await trustHere(app, browser);

      const thief = await loginFrom(app, browser.person, HEADERS);
      const owner = await browser.login();

      expect([thief.body.mfaRequired, owner.body.mfaRequired]).to.deep.equal([true, false]);
    });

    it("does not vouch for another person in the same browser, nor under another name (F2)", async () => {
      const app = current();
      const [mine, theirs] = [await trustedPerson(app), await enrolledPerson(app)];
      const [cookie = ""] = deviceCookies(mine);
      const theirCookie = await ownCookie(theirs);
      const token = cookie.split("=")[1] ?? "";

      const inMyJar = await mine.agent
        .post("/login")
        .send({ email: theirs.person.email, password: theirs.person.password });
      const renamed = await loginFrom(app, theirs.person, { Cookie: `${theirCookie}=${token}` });

      expect([inMyJar.body.mfaRequired, renamed.body.mfaRequired]).to.deep.equal([true, true]);
    });

    /** The name that the cookie of this person has, which trust of their own has told. */
    async function ownCookie(browser: Browser): Promise<string> {
      await trustHere(current(), browser);
      return deviceCookies(browser)[0]?.split("=")[0] ?? "";
    }

    it("belongs to each of the people who share the browser", async () => {
      const app = current();
      const mine = await trustedPerson(app);
      const theirs = { ...(await enrolledPerson(app)), agent: mine.agent };
      const login = (): ReturnType<Browser["post"]> =>
        mine.post("/login", { email: theirs.person.email, password: theirs.person.password });
      await login();
      await mine.api("verify", { method: "totp", code: theirs.code(), trustDevice: true });
      app.clock.travel(60);

      const answers = [await mine.login(), await login(), await mine.login(), await login()];

      expect(answers.map(({ body }) => body.mfaRequired as boolean)).to.deep.equal([false, false, false, false]);
      expect(deviceCookies(mine)).to.have.lengthOf(2);
    });

    it("is trusted to the second, however often it is used (F4)", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const secondsLeft = (): number => (Date.parse(browser.trust.expiresAt) - databaseNow(app)) / 1000;
      const daily: boolean[] = [];
      while (secondsLeft() > DAY) {
        app.clock.travel(DAY);
        daily.push(await isRecognised(browser));
      }

      app.clock.travel(secondsLeft() - 2);
      const before = await browser.login();
      app.clock.travel(secondsLeft() + 1);
      const after = await browser.login();

      expect(daily).to.deep.equal(Array.from({ length: 29 }, () => true));
      expect([before.body.mfaRequired, after.body.mfaRequired]).to.deep.equal([false, true]);
    });

    it("keeps its end at each use, in the cookie as well", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      app.clock.travel(10 * DAY);

      const answer = await browser.login();

      const [device] = await devicesOf(browser);
      const expires = /Expires=([^;]+)/.exec(cookiesSet(answer)[0] ?? "")?.[1] ?? "";
      expect(device?.expiresAt).to.equal(browser.trust.expiresAt);
      expect(Math.abs(Date.parse(expires) - Date.parse(browser.trust.expiresAt))).to.be.below(1000);
    });

    it("is void while another rule holds for its user, and good again when that is taken back", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      app.users.change(browser.person.id, { roles: ["auditor"] });
      const meanwhile = await isRecognised(browser);
      app.users.change(browser.person.id, { roles: [] });

      const after = await isRecognised(browser);

      expect([meanwhile, after]).to.deep.equal([false, true]);
    });

    it("that was trusted again with a code begins anew, in the place of the old trust", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      app.clock.travel(20 * DAY);
      await browser.login();

      const again = await verifyAndTrust(browser);

      const devices = await devicesOf(browser);
      expect(again.status).to.equal(200);
      expect(devices.map(({ id }) => id)).to.deep.equal([again.body.trustedDevice.id]);
      expect(Date.parse(devices[0]?.expiresAt ?? "") - Date.parse(browser.trust.expiresAt)).to.be.above(
        19 * DAY * 1000,
      );
      const revoked = eventsOf(app, browser.person.id, "device_revoked");
      expect(revoked.map(({ reason, data }) => [reason, data?.["deviceId"]])).to.deep.equal([
        ["replaced", browser.trust.id],
      ]);
    });
  },
  {
    middlewares: [trustedDevice()],
    sallyport: { policy: [{ mfa: "optional" }, { role: "auditor", mfa: "required" }] },
  },
);

/** The clock of the database goes on, while that of the test stands. */
function databaseNow({ clock }: TestApp): number {
  return Date.now() + clock.offsetMs;
}
