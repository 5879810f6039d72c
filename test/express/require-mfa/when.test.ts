import { expect } from "chai";
import type { ErrorRequestHandler, Request } from "express";
import { requireMfa, SallyportConfigError } from "sallyport";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** A value that is thrown as it is. */
const thrown =
  (value: unknown): (() => Promise<never>) =>
  async () => {
    await Promise.resolve();
    throw value as Error;
  };

/** What an app may do wrong; each of them would be a yes to Express, or to a careless guard. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error("no table");
  },
  rejects: () => Promise.reject(new Error("no table")),
  "throws nothing": () => {
    throw undefined as unknown as Error;
  },
  'rejects with "route"': thrown("route"),
  'rejects with "router"': thrown("router"),
  "answers nothing": () => undefined,
  "answers 0": () => 0,
  'answers "false"': () => "false",
  "answers a promise of null": () => Promise.resolve(null),
};

const asked: Request[] = [];
const errors: unknown[] = [];

onEveryStack(
  "requireMfa with `when`",
  (current) => {
    for (const path of ["/pay", "/pay-later"])
      it(`asks for more where it says so, and for the plain guard where not (${path})`, async () => {
        const app = current();
        const browser = await signedInPerson(app);
        app.clock.travel(301);

        const answers = [await browser.post(path, { amount: 5 }), await browser.post(path, { amount: 5000 })];
        await browser.verify();
        const fresh = await browser.post(path, { amount: 5000 });

        expect([...answers, fresh].map(({ status }) => status)).to.deep.equal([200, 401, 200]);
        expect(answers[1]?.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
      });

    it("keeps out, whatever it says, who is not in or has a second step to take", async () => {
      const app = current();
      const pending = await enrolledPerson(app);
      await pending.login();

      const answers = [await openBrowser(app).post("/pay", { amount: 5 }), await pending.post("/pay", { amount: 5 })];

      for (const [index, code] of ["ERR-UNAUTHENTICATED", "ERR-MFA-REQUIRED"].entries())
        expect(answers[index]?.body.code).to.equal(code);
    });

    it("is asked once a request, and never about somebody who is not in", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const before = asked.length;

      await openBrowser(app).post("/pay", { amount: 5000 });
      await browser.post("/pay", { amount: 5000 });

      expect(asked.slice(before).map((req) => req.mfa.user?.id)).to.deep.equal([browser.person.id]);
    });

    for (const [name, path] of Object.keys(FAULTS).map((name, index) => [name, `/fault/${String(index)}`] as const))
      it(`lets nobody in where it ${name}`, async () => {
        const browser = await signedInPerson(current());
        const before = errors.length;

        const answer = await browser.post(path);

        expect(answer.status).to.equal(500);
        expect(errors.slice(before)).to.have.lengthOf(1);
        expect(errors.at(-1)).to.be.instanceOf(Error);
        if (name.startsWith("answers"))
          expect(errors.at(-1)).to.be.instanceOf(SallyportConfigError).with.property("option", "requireMfa.when");
      });
  },
  {
    routes: (app) => {
      const isLarge = (req: Request): boolean => {
        asked.push(req);
        return (req.body as { amount: number }).amount > 1000;
      };
      app.post("/pay", requireMfa({ maxAgeSeconds: 300, when: isLarge }), (_req, res) => res.json({}));
      const later = requireMfa({ methods: ["totp"], maxAgeSeconds: 300, when: (req) => Promise.resolve(isLarge(req)) });
      app.post("/pay-later", later, (_req, res) => res.json({}));
      for (const [index, fault] of Object.values(FAULTS).entries()) {
        const when = fault as () => boolean;
        app.post(`/fault/${String(index)}`, requireMfa({ maxAgeSeconds: 300, when }), (_req, res) => res.json({}));
        app.post(`/fault/${String(index)}`, (_req, res) => res.json({ passedBy: true }));
      }
      app.use(((error, _req, res, _next) => {
        errors.push(error);
        res.sendStatus(500);
      }) satisfies ErrorRequestHandler);
    },
  },
);
