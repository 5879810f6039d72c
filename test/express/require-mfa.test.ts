import { expect } from "chai";
import express5 from "express";
import request from "supertest";
import { guardUpgrade, mfaErrors, requireMfa, SallyportConfigError, type Sallyport } from "sallyport";
import { guardOf } from "../../packages/express/src/guard-mark.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { onEmbedded, onEveryStack } from "../support/stacks.ts";

describe("requireMfa, put together wrongly,", () => {
  it("refuses every request without mfaSession before it, and says what to mount", async () => {
    const errors: unknown[] = [];
    const app = express5();
    app.get("/", requireMfa(), (_req, res) => res.json({}));
    app.use(mfaErrors(), ((error, _req, res, _next) => {
      errors.push(error);
      res.sendStatus(500);
    }) satisfies express5.ErrorRequestHandler);

    const answer = await request(app).get("/");

    expect(answer.status).to.equal(500);
    expect(errors[0]).to.be.instanceOf(SallyportConfigError).with.property("code", "CONFIG-SESSION-NOT-MOUNTED");
    expect(String(errors[0])).to.include("app.use(mfaSession(mfa))");
  });

  for (const [options, option] of [
    [{ maxAge: 300 }, "requireMfa.maxAge"],
    [{ maxAgeSeconds: 0 }, "requireMfa.maxAgeSeconds"],
    [{ maxAgeSeconds: "300" }, "requireMfa.maxAgeSeconds"],
    [{ methods: [] }, "requireMfa.methods"],
    [{ methods: ["otp"] }, "requireMfa.methods.0"],
    [{ unenrolled: "allow" }, "requireMfa.unenrolled"],
    [{ strength: "weak" }, "requireMfa.strength"],
    [{ allowTrustedDevice: "no" }, "requireMfa.allowTrustedDevice"],
    [{ maxAgeSeconds: 300, when: true }, "requireMfa.when"],
    [{ maxAgeSeconds: 300, resume: "yes" }, "requireMfa.resume"],
  ] as const)
    it(`refuses to start with ${JSON.stringify(options)}`, () => {
      const start = (): unknown => requireMfa(options as unknown as Parameters<typeof requireMfa>[0]);

      expect(start).to.throw(SallyportConfigError).with.property("option", option);
    });

  for (const [options, option] of [
    [{ strength: "strong", allowTrustedDevice: true }, "allowTrustedDevice"],
    [{ strength: "phishing-resistant", allowTrustedDevice: true }, "allowTrustedDevice"],
    [{ strength: "strong", methods: ["sms", "email"] }, "methods"],
    [{ strength: "phishing-resistant", methods: ["totp", "backup_code"] }, "methods"],
    [{ resume: true }, "resume"],
    [{ resume: true, strength: "any", unenrolled: "refuse" }, "resume"],
    [{ when: () => true }, "when"],
    [{ when: () => true, strength: "any", allowTrustedDevice: true }, "when"],
  ] as const)
    it(`refuses to start where the options contradict each other: ${JSON.stringify(options)}`, () => {
      const start = (): unknown => requireMfa(options);

      const contradiction = { code: "CONFIG-REQUIREMENT-CONTRADICTION", option: `requireMfa.${option}` };
      expect(start).to.throw(SallyportConfigError).that.includes(contradiction);
    });

  for (const options of [
    { strength: "strong", methods: ["sms", "totp"] },
    { strength: "strong", methods: ["backup_code"], allowTrustedDevice: false },
    { strength: "phishing-resistant", methods: ["webauthn"], resume: true },
    { allowTrustedDevice: true },
    { allowTrustedDevice: true, methods: ["totp"], maxAgeSeconds: 300 },
    { methods: ["sms"], resume: true },
    { unenrolled: "refuse", when: () => true },
    { allowTrustedDevice: false, when: () => true },
    { resume: false },
  ] as const)
    it(`takes what can be meant so: ${JSON.stringify(options)}`, () => {
      expect(requireMfa(options)).to.be.a("function").with.property("name", "requireMfaMiddleware");
    });

  it("says everything that is wrong at once", () => {
    const options = { maxAgeSeconds: 0, strength: "weak", when: 1 } as unknown as Parameters<typeof requireMfa>[0];

    const start = (): unknown => requireMfa(options);

    expect(start).to.throw(SallyportConfigError).with.property("problems").that.has.lengthOf(3);
  });

  it("shows route audits what holds for every request, and promises nothing of what holds for some", () => {
    const always = requireMfa({ maxAgeSeconds: 300, strength: "strong", resume: true });
    const sometimes = requireMfa({ maxAgeSeconds: 300, when: () => true });

    const marks = [always, sometimes].map((guard) => guardOf(guard));

    expect(marks).to.deep.equal([
      { guards: "what-follows", requirement: { maxAgeSeconds: 300, strength: "strong" } },
      { guards: "what-follows", requirement: {} },
    ]);
  });

  it("is as strict about an upgrade, which can neither be kept nor asked about", async () => {
    const mfa = { http: {}, settings: {} } as Sallyport;
    for (const requirement of [{ maxAge: 300 }, { maxAgeSeconds: 300, resume: true }, { strength: "weak" }]) {
      const start = (): unknown => guardUpgrade(mfa, { requirement: requirement as object }, () => undefined);

      expect(start)
        .to.throw(SallyportConfigError)
        .with.property("option")
        .that.matches(/^guardUpgrade\.requirement\./);
    }
  });
});

onEveryStack("requireMfa", (current) => {
  it("answers nobody with 401", async () => {
    const answer = await openBrowser(current()).get("/protected");

    expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
    expect(answer.headers["content-type"]).to.equal("application/problem+json; charset=utf-8");
    expect(answer.headers["cache-control"]).to.equal("no-store");
  });

  it("counts the age of a proof from when it was given, however much the session is used", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    for (let seconds = 0; seconds < 290; seconds += 29) {
      app.clock.travel(29);
      await browser.get("/protected");
    }

    const before = await browser.post("/transfers");
    app.clock.travel(11);
    const after = await browser.post("/transfers");

    expect(before.status).to.equal(200);
    expect([after.status, after.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
  });

  it("takes only the methods that it names", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    await browser.api("verify/backup", { code: browser.backupCodes[0] });

    const named = await browser.get("/totp-only");
    await browser.verify();
    const shown = await browser.get("/totp-only");

    expect(named.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", methods: ["totp"] });
    expect(shown.status).to.equal(200);
  });

  it("keeps users without a second factor out where it is told to", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const answers = await Promise.all([
      browser.get("/enrolled-only"),
      browser.get("/totp-only"),
      browser.get("/protected"),
    ]);

    expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 200]);
    expect(answers[0].body.code).to.equal("ERR-MFA-ENROLLMENT-REQUIRED");
  });

  for (const path of ["/Protected", "/protected/", "/protected?x=1", "/%70rotected"])
    it(`guards ${path} as well`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answers = await Promise.all([
        browser.agent.get(path),
        browser.agent.head(path),
        browser.agent.post(path).send({ _method: "GET" }),
      ]);

      for (const answer of answers) expect(answer.status).to.be.oneOf([401, 404]);
    });

  it("believes no header, query, cookie or body about itself", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();

    const answer = await browser.agent
      .post("/protected?mfa=true&session[mfaVerified]=1")
      .set("X-MFA-Verified", "true")
      .set("Content-Type", "application/json")
      .send('{"__proto__":{"mfaVerified":true},"stage":"full","userId":"1"}');

    expect(answer.status).to.equal(401);
    expect((await browser.get("/protected")).status).to.equal(401);
  });
});

onEmbedded(
  "requireMfa for browsers",
  (current) => {
    it("sends people to the page that helps, and says where they wanted to go", async () => {
      const app = current();
      const pending = await enrolledPerson(app);
      await pending.login();
      const html = "text/html,application/xhtml+xml";

      const nobody = await openBrowser(app).get("/protected?a=1").set("Accept", html);
      const second = await pending.get("/protected").set("Accept", html);
      const posted = await openBrowser(app).post("/protected").set("Accept", html);

      expect([nobody.status, nobody.headers["location"]]).to.deep.equal([303, "/in?returnTo=%2Fprotected%3Fa%3D1"]);
      expect(second.headers["location"]).to.equal("/second?returnTo=%2Fprotected");
      expect(posted.headers["location"]).to.equal("/in");
    });

    it("still answers programs with a problem document", async () => {
      const answer = await openBrowser(current()).get("/protected").set("Accept", "application/json");

      expect(answer.status).to.equal(401);
    });
  },
  { sallyport: { pages: { signIn: "/in", challenge: "/second", enroll: "/enroll" } } },
);
