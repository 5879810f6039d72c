import { expect } from "chai";
import type { RequestHandler } from "express";
import { requireMfa } from "sallyport";
import { openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack("Five minutes after a proof", (current) => {
  it("it is good at 4:59 and not at 5:01, with a request every ten seconds in between", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    const statuses: number[] = [];
    for (let seconds = 10; seconds <= 290; seconds += 10) {
      app.clock.travel(10);
      statuses.push((await browser.post("/transfers")).status);
    }

    app.clock.travel(9);
    const before = await browser.post("/transfers");
    app.clock.travel(2);
    const after = await browser.post("/transfers");

    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    expect(before.status).to.equal(200);
    expect([after.status, after.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
  });

  it("the rest of the app stays open, and a new proof opens what was shut for five more", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.travel(301);

    const open = await browser.get("/protected");
    const shut = await browser.post("/transfers");
    await browser.verify();
    app.clock.travel(299);
    const again = await browser.post("/transfers");
    app.clock.travel(2);
    const late = await browser.post("/transfers");

    expect([open, shut, again, late].map(({ status }) => status)).to.deep.equal([200, 401, 200, 401]);
  });

  it("a wrong code opens nothing", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.travel(301);

    await browser.verify(browser.wrongCode());
    const answer = await browser.post("/transfers");

    expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
  });

  it("a step-up in one session is none in another", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    const elsewhere = browser.elsewhere();
    app.clock.travel(30);
    await elsewhere.login();
    await elsewhere.verify();
    app.clock.travel(301);

    await browser.verify();
    const answers = [await browser.post("/transfers"), await elsewhere.post("/transfers")];

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
  });

  it("somebody without a second factor is asked for the password", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    app.clock.travel(301);

    const tired = await browser.post("/transfers");
    await browser.api("verify-password", { password: browser.person.password });
    const fresh = await browser.post("/transfers");

    expect([tired.status, fresh.status]).to.deep.equal([401, 200]);
    expect(tired.body.methods).to.deep.equal(["password"]);
    expect(tired.headers["www-authenticate"]).to.include('acr_values="aal1", max_age="300"');
  });
});

onEveryStack(
  "A route for admins that asks for a fresh proof",
  (current) => {
    for (const path of ["/role-first", "/proof-first"])
      it(`opens for those who are the one and have the other (${path})`, async () => {
        const app = current();
        const admin = await signedInPerson(app, { roles: ["admin"] });
        const fresh = await admin.post(path);
        app.clock.travel(301);
        const tired = await admin.post(path);
        const clerk = await signedInPerson(app);
        const other = await clerk.post(path);
        app.clock.travel(301);
        const neither = await clerk.post(path);

        expect([fresh, tired, other].map(({ status }) => status)).to.deep.equal([200, 401, 403]);
        expect(neither.status).to.be.oneOf([401, 403]);
      });
  },
  {
    routes: (app) => {
      const isAdmin: RequestHandler = (req, res, next) => {
        if (req.mfa.user?.roles?.includes("admin")) next();
        else res.sendStatus(403);
      };
      const isFresh = requireMfa({ maxAgeSeconds: 300 });
      app.post("/role-first", isAdmin, isFresh, (_req, res) => res.json({}));
      app.post("/proof-first", isFresh, isAdmin, (_req, res) => res.json({}));
    },
  },
);
