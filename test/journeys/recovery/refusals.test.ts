import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { adminOf, eventsOf, helpWith } from "../policy/acting.ts";
import { REASON, reset } from "./lost.ts";

/** Who asks, and for whom. */
type Scene = (app: TestApp) => Promise<readonly [Browser, Person]>;

const FORBIDDEN: readonly (readonly [string, Scene])[] = [
  ["somebody who is no admin", async (app) => [await signedInPerson(app), app.users.add()]],
  [
    "an admin, for themselves",
    async (app) => {
      const admin = await adminOf(app);
      return [admin, admin.person];
    },
  ],
  ["an admin, for another admin", async (app) => [await adminOf(app), app.users.add({ roles: ["admin"] })]],
  ["an admin, for one of a higher rank", async (app) => [await adminOf(app), app.users.add({ roles: ["owner"] })]],
  [
    "an admin of a tenant, for somebody of another one",
    async (app) => [await adminOf(app, { tenantId: randomUUID() }), app.users.add({ tenantId: randomUUID() })],
  ],
  [
    "an admin of a tenant, for somebody of none",
    async (app) => [await adminOf(app, { tenantId: randomUUID() }), app.users.add()],
  ],
  [
    "an admin of a tenant, for nobody",
    async (app) => [await adminOf(app, { tenantId: randomUUID() }), { ...app.users.add(), id: randomUUID() }],
  ],
];

onEmbedded(
  "A reset (O2) is refused to",
  (current) => {
    for (const [who, open] of FORBIDDEN)
      it(`${who}, and so is everything else that helps`, async () => {
        const app = current();
        const [browser, person] = await open(app);

        const answers = [
          await reset(browser, person),
          await helpWith(browser, person, "reset-mfa/approve"),
          await browser.delete(`/api/v1/security/users/${person.id}/reset-mfa`),
          await helpWith(browser, person, "enrollment-link"),
          await helpWith(browser, person, "unlock", { reason: REASON }),
          await helpWith(browser, person, "grace", { days: 3, reason: REASON }),
          await helpWith(browser, person, "sessions/invalidate-all"),
        ];

        for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([403, "ERR-FORBIDDEN"]);
        expect(eventsOf(app, person, "admin_mfa_reset_requested")).to.deep.equal([]);
      });

    it("an admin without a method, whatever the policy says of admins", async () => {
      const app = current();
      const admin = openBrowser(app, app.users.add({ roles: ["admin"] }));
      await admin.login();
      const young = await reset(admin, app.users.add());
      app.clock.travel(301);

      const old = await reset(admin, app.users.add());

      for (const { status, body } of [young, old])
        expect([status, body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });

    it("an admin whose second factor was five minutes ago, until they show it again", async () => {
      const app = current();
      const admin = await adminOf(app);
      const person = app.users.add();
      app.clock.travel(301);

      const stale = await reset(admin, person);
      await admin.verify().expect(200);
      const fresh = await reset(admin, person);

      expect([stale.status, stale.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
      expect(stale.body).to.deep.include({ maxAgeSeconds: 300, methods: ["totp"] });
      expect(fresh.status).to.equal(200);
    });

    for (const [what, body] of [
      ["nothing", {}],
      ["an empty reason", { reason: "" }],
      ["spaces", { reason: "   " }],
      ["no text", { reason: 7 }],
      ["a line break", { reason: "a\nb" }],
      ["more than anybody reads", { reason: "x".repeat(501) }],
    ] as const)
      it(`an admin who gives ${what} as the reason`, async () => {
        const app = current();
        const person = app.users.add();

        const answer = await helpWith(await adminOf(app), person, "reset-mfa", body);

        expect([answer.status, answer.body.code, answer.body.errors[0].field]).to.deep.equal([
          400,
          "ERR-VALIDATION",
          "reason",
        ]);
      });

    it("an admin who names nobody, or an account that is disabled", async () => {
      const app = current();
      const admin = await adminOf(app);
      const [gone, disabled] = [{ ...app.users.add(), id: randomUUID() }, app.users.add({ isDisabled: true })];

      const answers = [await reset(admin, gone), await reset(admin, disabled)];

      for (const { status, body } of answers) expect([status, body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });
  },
  {
    sallyport: {
      admin: { rank: ({ roles = [] }) => (roles.includes("owner") ? 2 : Number(roles.includes("admin"))) },
    },
  },
);

onEmbedded(
  "An admin whose method does not count under the policy (O5)",
  (current) => {
    it("gets nowhere: not over HTTP, nor where the code of the app acts on their behalf", async () => {
      const app = current();
      const admin = await signedInPerson(app);
      app.users.change(admin.person.id, { roles: ["admin"] });
      const person = app.users.add();

      const overHttp = await reset(admin, person);
      const inCode = await admin.post("/help", { id: person.id });

      for (const { status, body } of [overHttp, inCode])
        expect([status, body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });
  },
  {
    sallyport: {
      methods: ["totp", "email", "backup_code"],
      policy: [{ role: "admin", mfa: "required", methods: ["email"], graceDays: 0 }],
    },
    routes: (app, mfa) => {
      app.post("/help", (req, res, next) => {
        const { subject } = req.mfa;
        if (!subject) res.sendStatus(401);
        else
          mfa.admin
            .resetMfa((req.body as { id: string }).id, { by: subject, reason: REASON })
            .then((answer) => res.json(answer), next);
      });
    },
  },
);
