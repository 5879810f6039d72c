import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { keptAs, resumed, routesAboveParsers, routesBelowJson, tiredPerson } from "./keeping-app.ts";

const NOBODYS = "01890000-0000-7000-8000-000000000000";

onEveryStack(
  "POST /mfa/resume",
  (current) => {
    for (const method of ["post", "put", "patch"] as const)
      it(`runs a ${method.toUpperCase()} again as it was, once its user has stepped up`, async () => {
        const browser = await tiredPerson(current());

        const answer = await resumed(browser, browser.agent[method]("/json?to=x%2Fy").send({ amount: 5, to: ["ü"] }));

        expect(answer.status).to.equal(201);
        expect(answer.body).to.deep.equal({
          method: method.toUpperCase(),
          url: "/json?to=x%2Fy",
          type: "application/json",
          body: { amount: 5, to: ["ü"] },
          user: browser.person.id,
        });
      });

    it("runs a DELETE without a body again", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.delete("/things/7"));

      expect(answer.body).to.include({ method: "DELETE", url: "/things/7", type: null, body: null });
    });

    it("says until when, five minutes from the refusal", async () => {
      const app = current();
      const browser = await tiredPerson(app);

      const refused = await browser.post("/json", { amount: 5 });

      expect(Date.parse(refused.body.resume.expiresAt) - app.clock.now().getTime()).to.equal(300_000);
      expect(refused.body).to.deep.include({ maxAgeSeconds: 300, methods: ["totp"] });
    });

    it("asks the guard of the route again: without a step-up it is refused again, and kept anew", async () => {
      const browser = await tiredPerson(current());
      const first = keptAs(await browser.post("/json", { amount: 5 }));

      const second = keptAs(await browser.api("resume", { id: first }));
      await browser.verify();
      const answers = [await browser.api("resume", { id: first }), await browser.api("resume", { id: second })];

      expect(second).not.to.equal(first);
      expect(answers.map(({ status }) => status)).to.deep.equal([404, 201]);
      expect(answers[1]?.body.body).to.deep.equal({ amount: 5 });
    });

    it("runs it once", async () => {
      const browser = await tiredPerson(current());
      const id = keptAs(await browser.post("/json", {}));
      await browser.verify();

      const answers = [await browser.api("resume", { id }), await browser.api("resume", { id })];

      expect(answers.map(({ status }) => status)).to.deep.equal([201, 404]);
      expect(answers[1]?.body.code).to.equal("ERR-NOT-FOUND");
    });

    it("keeps it for five minutes", async () => {
      const app = current();
      const browser = await tiredPerson(app);
      const [early, late] = [keptAs(await browser.post("/json", {})), keptAs(await browser.post("/json", {}))];

      app.clock.travel(299);
      await browser.verify();
      const inTime = await browser.api("resume", { id: early });
      app.clock.travel(2);
      const tooLate = await browser.api("resume", { id: late });

      expect([inTime.status, tooLate.status]).to.deep.equal([201, 404]);
    });

    it("gives it to nobody else, nor to another session of the same user", async () => {
      const app = current();
      const browser = await tiredPerson(app);
      const id = keptAs(await browser.post("/json", {}));
      const elsewhere = browser.elsewhere();
      await elsewhere.login();
      await elsewhere.verify();
      const stranger = openBrowser(app);
      await stranger.login();

      const answers = [await stranger.api("resume", { id }), await elsewhere.api("resume", { id })];
      const unknown = await stranger.api("resume", { id: NOBODYS });

      for (const answer of answers) expect([answer.status, answer.body]).to.deep.equal([404, unknown.body]);
    });

    it("is for those who are signed in, and never a GET", async () => {
      const app = current();
      const browser = await tiredPerson(app);
      const id = keptAs(await browser.post("/json", {}));
      const pending = browser.elsewhere();
      await pending.login();

      const nobody = await openBrowser(app).api("resume", { id });
      const half = await pending.api("resume", { id });
      await browser.verify();
      const got = await browser.get(`/api/v1/mfa/resume?id=${id}`);
      const posted = await browser.api("resume", { id });

      expect([nobody.body.code, half.body.code]).to.deep.equal(["ERR-UNAUTHENTICATED", "ERR-MFA-REQUIRED"]);
      expect([got.status, posted.status]).to.deep.equal([404, 201]);
    });

    for (const body of [{}, { id: 7 }, { id: "x" }, { id: [NOBODYS] }, { id: NOBODYS, url: "/json" }])
      it(`does not take ${JSON.stringify(body)}`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answer = await browser.api("resume", body);

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      });

    it("keeps nothing of a GET, nor where the route does not say so", async () => {
      const browser = await tiredPerson(current());

      const answers = [await browser.get("/json"), await browser.post("/transfers", { amount: 5 })];

      for (const { body } of answers) {
        expect(body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
        expect(body).not.to.have.property("resume");
      }
    });

    it("keeps nothing of somebody who must enroll first", async () => {
      const browser = openBrowser(current());
      await browser.login();

      const answer = await browser.post("/totp-alone", { amount: 5 });

      expect(answer.body).to.include({ code: "ERR-MFA-ENROLLMENT-REQUIRED" }).and.not.have.property("resume");
    });

    it("keeps nothing of somebody who is not signed in", async () => {
      const browser = await tiredPerson(current());
      const pending = browser.elsewhere();
      await pending.login();

      const answers = [await pending.post("/json", {}), await openBrowser(current()).post("/json", {})];

      for (const { body } of answers) expect(body).not.to.have.property("resume");
    });
  },
  { middlewares: [routesAboveParsers()], routes: routesBelowJson },
);
