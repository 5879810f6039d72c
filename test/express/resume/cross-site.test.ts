import { expect } from "chai";
import { mfaRouter } from "sallyport";
import type { Test } from "supertest";
import { onEveryStack } from "../../support/stacks.ts";
import { guard, HERE, keptAs, routesAboveParsers, routesBelowJson, tiredPerson } from "./keeping-app.ts";

const FORM = "application/x-www-form-urlencoded";
const EVIL = { Origin: "https://evil.example" };

/** What browsers send with a form: of a page of ours, and of ours under helmet, which hides where it stands. */
const OURS = [HERE, { Origin: "null", "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "same-origin" }];

const FOREIGN = [
  EVIL,
  { Origin: "null" },
  { Origin: "null", "Sec-Fetch-Site": "cross-site" },
  { "Sec-Fetch-Site": "same-site" },
  { "Sec-Fetch-Site": "none" },
  { Origin: "https://evil.example", "Sec-Fetch-Site": "same-origin" },
  { "X-Requested-With": "nothing that tells" },
];

onEveryStack(
  "A page that resumes",
  (current) => {
    for (const headers of OURS)
      it(`may send a form of ours: ${JSON.stringify(headers)}`, async () => {
        const browser = await tiredPerson(current());
        const id = keptAs(await browser.agent.post("/read/simple5").type(FORM).set(headers).send("a=1"));
        await browser.verify();

        const answer = await browser.agent.post("/api/v1/mfa/resume").type(FORM).set(headers).send(`id=${id}&_csrf=t`);

        expect([answer.status, answer.body.body]).to.deep.equal([201, { a: "1" }]);
      });

    for (const headers of FOREIGN)
      it(`may not send a form from elsewhere: ${JSON.stringify(headers)}`, async () => {
        const browser = await tiredPerson(current());
        const id = keptAs(await browser.post("/json", {}));
        await browser.verify();

        const answer = await browser.agent.post("/api/v1/mfa/resume").type(FORM).set(headers).send(`id=${id}`);
        const later = await browser.api("resume", { id });

        expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-CROSS-SITE"]);
        expect(later.status).to.equal(201);
      });

    it("may not send JSON from elsewhere either, nor other types from here", async () => {
      const browser = await tiredPerson(current());
      const resume = (): Test => browser.agent.post("/api/v1/mfa/resume").set(HERE);

      const foreign = await browser.api("resume", {}).set(EVIL);
      const others = [
        await resume().type("text/plain").send("id=1"),
        await resume().type("multipart/form-data; boundary=x").send("--x--"),
      ];

      expect([foreign.status, foreign.body.code]).to.deep.equal([403, "ERR-CROSS-SITE"]);
      for (const { status } of others) expect(status).to.equal(415);
    });

    for (const path of ["verify", "disable", "challenge", "resume/x"])
      it(`may send no form to /mfa/${path}`, async () => {
        const browser = await tiredPerson(current());

        const answer = await browser.agent.post(`/api/v1/mfa/${path}`).type(FORM).set(HERE).send("code=1");

        expect([answer.status, answer.body.code]).to.deep.equal([415, "ERR-UNSUPPORTED-MEDIA"]);
      });

    it("names a field of the form that is wrong, and takes no form over 16 KiB", async () => {
      const browser = await tiredPerson(current());
      const resume = (): Test => browser.agent.post("/api/v1/mfa/resume/").type(FORM).set(HERE);

      const answers = [await resume().send("id=1"), await resume().send(`id=${"x".repeat(16 * 1024)}`)];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 413]);
      expect(answers[0]?.body.errors).to.deep.equal([{ field: "id", message: "malformed" }]);
    });

    it("takes no form over 16 KiB that does not say how long it is", async () => {
      const app = current();
      const browser = await tiredPerson(app);
      const headers = { ...HERE, Cookie: browser.cookie(), "Content-Type": FORM };
      const body = new Blob([`id=${"x".repeat(16 * 1024)}`]).stream();

      const answer = await fetch(`${app.url}/api/v1/mfa/resume`, { method: "POST", headers, body, duplex: "half" });

      expect(answer.status).to.equal(413);
    });
  },
  { middlewares: [routesAboveParsers()], routes: routesBelowJson },
);

onEveryStack(
  "What another site sends",
  (current) => {
    for (const headers of FOREIGN)
      it(`is refused and not kept: a form with ${JSON.stringify(headers)}`, async () => {
        const browser = await tiredPerson(current());

        const answers = [
          await browser.agent.post("/read/simple5").type(FORM).set(headers).send("a=1"),
          await browser.agent.post("/unread/text").type("text/plain").set(headers).send("a=1"),
          await browser.agent.post("/unread/text").set({ "Content-Length": "0", ...headers }),
        ];

        for (const { body } of answers) expect(body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" });
        for (const { body } of answers) expect(body).not.to.have.property("resume");
      });

    for (const method of ["post", "delete"] as const)
      it(`is refused and not kept: ${method.toUpperCase()} with JSON`, async () => {
        const browser = await tiredPerson(current());

        const answer = await browser.agent[method]("/json").set(EVIL).send({ amount: 5 });

        expect(answer.body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" }).and.not.have.property("resume");
      });
  },
  { middlewares: [routesAboveParsers()], routes: routesBelowJson },
);

onEveryStack(
  "A call of the router that the app guards as well",
  (current) => {
    it("is never run again for another one", async () => {
      const browser = await tiredPerson(current());
      const id = keptAs(await browser.api("disable"));
      await browser.verify();

      const answer = await browser.agent.post("/ours/mfa/resume").send({ id });
      const status = await browser.status();

      expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
      expect(status.body.enabled).to.equal(true);
    });

    it("does not resume what another one has to resume", async () => {
      const browser = await tiredPerson(current());
      const inner = keptAs(await browser.post("/json", {}));
      const outer = keptAs(await browser.api("resume", { id: inner }));
      await browser.verify();

      const nested = await browser.agent.post("/ours/mfa/resume").send({ id: outer });
      const direct = await browser.api("resume", { id: inner });

      expect([nested.status, direct.status]).to.deep.equal([404, 201]);
    });
  },
  {
    middlewares: [
      (req, res, next) => {
        if (/^\/api\/v1\/mfa\/(?:disable|resume)$/.test(req.path)) guard(req, res, next);
        else next();
      },
    ],
    routes: (app) => {
      routesBelowJson(app);
      app.use("/ours", mfaRouter());
    },
  },
);
