import { expect } from "chai";
import { trustedDevice } from "sallyport";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import {
  cookiesSet,
  deviceCookies,
  devicesOf,
  eventsOf,
  isRecognised,
  trustedPerson,
  verifyAndTrust,
} from "./trusting.ts";

onEveryStack(
  "Trust (F6)",
  (current) => {
    it("is given to nobody who has not asked for it", async () => {
      const app = current();
      const browser = await signedInPerson(app);

      const devices = await devicesOf(browser);

      expect([devices.length, deviceCookies(browser).length]).to.deep.equal([0, 0]);
      expect(eventsOf(app, browser.person.id, "device_trusted")).to.deep.equal([]);
    });

    it("is not given for a password, whatever the body says", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const { email, password } = browser.person;

      const login = await browser.post("/login", { email, password, trustDevice: true });

      expect(login.body.mfaRequired).to.equal(true);
      expect(cookiesSet(login)).to.deep.equal([]);
    });

    it("is not given to a pending sign-in: wrong codes, codes that were used, and no code", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const code = browser.code();
      await browser.login();
      await browser.verify(code);
      await browser.login();

      const answers = [
        await verifyAndTrust(browser, browser.wrongCode()),
        await verifyAndTrust(browser, code),
        await browser.api("verify", { method: "totp", trustDevice: true }),
        await browser.api("verify/backup", { code: "00000-00000", trustDevice: true }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 400, 401]);
      expect(answers.flatMap((answer) => cookiesSet(answer))).to.deep.equal([]);
      expect(eventsOf(app, browser.person.id, "device_trusted")).to.deep.equal([]);
    });

    it("is not given for a password that is shown again, nor while a method is set up", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      const { password } = browser.person;

      const answers = [
        await browser.api("verify-password", { password, trustDevice: true }),
        await browser.api("setup/totp", { trustDevice: true }),
        await browser.api("verify/totp", { code: "000000", trustDevice: true }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400]);
      expect(answers.flatMap((answer) => cookiesSet(answer))).to.deep.equal([]);
    });

    it("takes a plain yes, and nothing that looks like one", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await browser.login();
      const answers = [];
      for (const trustDevice of ["true", 1, {}, [true]])
        answers.push(await browser.api("verify", { method: "totp", code: browser.code(), trustDevice }));

      const no = await browser.api("verify", { method: "totp", code: browser.code(), trustDevice: false });

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400]);
      expect([no.status, cookiesSet(no).length]).to.deep.equal([200, 0]);
      expect(no.body).not.to.have.property("trustedDevice");
    });

    it("is given with a backup code, and in a step-up", async () => {
      const app = current();
      const [byCode, later] = [await enrolledPerson(app), await signedInPerson(app)];
      app.clock.travel(60);
      await byCode.login();

      const answers = [
        await byCode.api("verify/backup", { code: byCode.backupCodes[0], trustDevice: true }),
        await verifyAndTrust(later),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect([await isRecognised(byCode), await isRecognised(later)]).to.deep.equal([true, true]);
      const [device] = await app.mfa.devices.list(byCode.person.id);
      expect(device).to.include({ trustedBy: "backup_code" });
    });

    it("is not given to a client without cookies, nor taken from one", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const { email, password } = browser.person;
      const client = browser.elsewhere();

      const shown = await browser.post("/login", { email, password, transport: "token" });
      const { body } = await client.post("/login", { email, password, transport: "token" });
      const { challengeToken } = body as { challengeToken: string };
      const given = await client.api("verify", {
        method: "totp",
        code: client.code(),
        challengeToken,
        trustDevice: true,
      });

      expect([shown.body.mfaRequired, body.mfaRequired, given.status]).to.deep.equal([true, true, 200]);
      expect(body).not.to.have.property("trustDevice");
      expect(given.body).not.to.have.property("trustedDevice");
      expect(cookiesSet(given)).to.deep.equal([]);
    });
  },
  { middlewares: [trustedDevice()] },
);

onEveryStack("An app without trustedDevice", (current) => {
  it("offers no trust, gives none, and says nothing of it", async () => {
    const app = current();
    const browser = await enrolledPerson(app);

    const { body: offer } = await browser.login();
    const answer = await verifyAndTrust(browser);

    expect(offer).not.to.have.property("trustDevice");
    expect(answer.status).to.equal(200);
    expect(answer.body).not.to.have.property("trustedDevice");
    expect(cookiesSet(answer)).to.deep.equal([]);
  });
});

const asked: string[] = [];
let answer: () => boolean | Promise<boolean> = () => true;

onEveryStack(
  "An app that offers trust to some",
  (current) => {
    beforeEach(() => {
      asked.length = 0;
      answer = () => true;
    });

    for (const [what, no] of [
      ["says no", () => false],
      ["says no after a while", () => Promise.resolve(false)],
      ["says nothing", () => undefined as unknown as boolean],
      ["throws", () => expect.fail("the app's own fault")],
      ["fails after a while", () => Promise.reject(new Error("the app's own fault"))],
    ] as const)
      it(`gives none where \`offer\` ${what}, and signs in all the same`, async () => {
        const app = current();
        const browser = await enrolledPerson(app);
        answer = no;

        const { body: offer } = await browser.login();
        const verified = await verifyAndTrust(browser);

        expect(offer).not.to.have.property("trustDevice");
        expect([verified.status, cookiesSet(verified).length]).to.deep.equal([200, 0]);
        expect(verified.body).not.to.have.property("trustedDevice");
      });

    it("asks with the user and the request, and takes no trust of somebody it is offered to no more", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const before = await browser.login();
      answer = () => false;

      const after = await browser.login();

      expect(new Set(asked)).to.deep.equal(
        new Set([`${browser.person.id} /login`, `${browser.person.id} /api/v1/mfa/verify`]),
      );
      expect([before.body.mfaRequired, after.body.mfaRequired]).to.deep.equal([false, true]);
    });
  },
  {
    middlewares: [
      trustedDevice({
        offer: (user, req) => {
          asked.push(`${user.id} ${req.originalUrl}`);
          return answer();
        },
      }),
    ],
  },
);
