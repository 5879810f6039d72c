import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, DAY, eventsOf, forgetRules, helpWith, setRule, travelTo } from "./acting.ts";

const policy = [{ role: "officer", mfa: "required" }] as const;
const pages = { enroll: "/security/set-up" };

/** Somebody who must enroll, and until when they may go without. */
async function officerIn(app: TestApp): Promise<{ readonly officer: Browser; readonly deadline: string }> {
  const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
  return { officer, deadline: await deadlineOf(officer) };
}

/** As a sign-in tells it. */
async function deadlineOf(browser: Browser): Promise<string> {
  const { body } = await browser.login();
  return body.enrollment.deadline as string;
}

async function statusOf(browser: Browser): Promise<number> {
  return (await browser.get("/protected")).status;
}

/** By how many milliseconds it is off what it should be: on the clock of the stores, and now. */
function offBy(app: TestApp, deadline: string, days: number): number {
  return Math.abs(new Date(deadline).getTime() - (Date.now() + app.clock.offsetMs + days * DAY * 1000));
}

onEveryStack(
  "The grace of somebody who must enroll (O3)",
  (current) => {
    afterEach(() => forgetRules(current(), ["officer"]));

    it("is seven days from the first sign-in, which says so", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));

      const { body } = await officer.login();
      const status = await officer.status();

      const { deadline } = body.enrollment;
      expect(body).to.include({ mfaRequired: false });
      expect(body.enrollment).to.deep.include({ required: true, policyScope: "role:officer" });
      expect(offBy(app, deadline, 7)).to.be.below(5000);
      expect(status.body).to.include({ required: true, enrollmentDeadline: deadline });
    });

    it("lets them in a second before its end; a second after it, nothing is open but enrolling", async () => {
      const app = current();
      const { officer, deadline } = await officerIn(app);
      travelTo(app, deadline, 60);
      await officer.login();

      travelTo(app, deadline, 1);
      const before = await statusOf(officer);
      travelTo(app, deadline, -1);
      const after = await officer.get("/protected");

      expect(before).to.equal(200);
      expect([after.status, after.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      const why = { methods: ["totp"], policyScope: "role:officer", deadline, enrollUrl: pages.enroll };
      expect(after.body).to.deep.include(why);
    });

    it("is not renewed by signing out and in, nor by losing the role and gaining it back", async () => {
      const app = current();
      const { officer, deadline } = await officerIn(app);
      app.clock.travel(DAY);
      await officer.login();
      await officer.post("/logout");
      const signedOut = await deadlineOf(officer.elsewhere());

      app.users.change(officer.person.id, { roles: [] });
      await officer.login();
      await officer.get("/protected");
      app.clock.travel(DAY);
      app.users.change(officer.person.id, { roles: ["officer"] });
      const regained = await deadlineOf(officer.elsewhere());

      expect([signedOut, regained]).to.deep.equal([deadline, deadline]);
    });

    for (const days of [30, -30])
      it(`is counted by the database where the clock of the app is ${days} days off`, async () => {
        const app = current();
        app.clock.skew(days * DAY);
        try {
          const { officer, deadline } = await officerIn(app);
          const open = await statusOf(officer);
          const counted = offBy(app, deadline, 7);

          expect([open, counted < 5000]).to.deep.equal([200, true]);
        } finally {
          app.clock.skew(-days * DAY);
        }
      });

    it("begins once, also where fifty requests are the first", async () => {
      const app = current();
      const officer = openBrowser(app);
      await officer.login();
      app.users.change(officer.person.id, { roles: ["officer"] });

      const answers = await Promise.all(Array.from({ length: 50 }, () => officer.status()));

      const deadlines = new Set(answers.map(({ body }) => body.enrollmentDeadline as string));
      expect(deadlines.size).to.equal(1);
      expect(eventsOf(app, officer.person, "enrollment_required")).to.have.lengthOf(1);
    });

    it("begins with the first request after the role was gained, which passes", async () => {
      const app = current();
      const officer = openBrowser(app);
      await officer.login();
      app.users.change(officer.person.id, { roles: ["officer"] });

      const status = await statusOf(officer);

      expect(status).to.equal(200);
      expect(eventsOf(app, officer.person, "enrollment_required")).to.have.lengthOf(1);
    });

    it("is longer where an admin says so, with a reason, and never shorter by that", async () => {
      const app = current();
      const { officer, deadline } = await officerIn(app);
      const admin = await adminOf(app);

      const shorter = await helpWith(admin, officer.person, "grace", { days: 1, reason: "Typing error" });
      const longer = await helpWith(admin, officer.person, "grace", { days: 20, reason: "On leave" });
      travelTo(app, longer.body.deadline, 60);
      const told = await deadlineOf(officer);
      const before = await statusOf(officer);
      travelTo(app, longer.body.deadline, -1);

      expect(shorter.body).to.deep.equal({ deadline });
      expect(told).to.equal(longer.body.deadline);
      expect([before, await statusOf(officer)]).to.deep.equal([200, 403]);
      const { id: by } = admin.person;
      const events = eventsOf(app, officer.person, "grace_extended");
      expect(events.map(({ reason, actorId }) => [reason, actorId])).to.deep.equal([
        ["Typing error", by],
        ["On leave", by],
      ]);
    });

    it("opens again what was shut, where an admin says so after its end", async () => {
      const app = current();
      const { officer, deadline } = await officerIn(app);
      travelTo(app, deadline, -1);
      await officer.login();
      const shut = await statusOf(officer);
      const admin = await adminOf(app);

      await helpWith(admin, officer.person, "grace", { days: 2, reason: "New phone is on its way" }).expect(200);

      expect([shut, await statusOf(officer)]).to.deep.equal([403, 200]);
    });

    for (const [what, body] of [
      ["without a reason", { days: 3 }],
      ["for an empty reason", { days: 3, reason: "  " }],
      ["for no days", { days: 0, reason: "x" }],
      ["for half a day", { days: 0.5, reason: "x" }],
      ["for more than a year", { days: 366, reason: "x" }],
    ] as const)
      it(`is not longer ${what}`, async () => {
        const app = current();
        const { officer, deadline } = await officerIn(app);
        const admin = await adminOf(app);

        const answer = await helpWith(admin, officer.person, "grace", body);

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        expect(await deadlineOf(officer.elsewhere())).to.equal(deadline);
      });

    it("is shorter at once where the rule has become stricter, and no longer where it has become laxer", async () => {
      const app = current();
      const { officer, deadline } = await officerIn(app);
      app.clock.travel(2 * DAY);
      await officer.login();

      await setRule(app, { role: "officer", mfa: "required", graceDays: 30 });
      const laxer = await deadlineOf(officer.elsewhere());
      await setRule(app, { role: "officer", mfa: "required", graceDays: 1 });
      const stricter = await officer.get("/protected");

      expect(laxer).to.equal(deadline);
      expect(stricter.status).to.equal(403);
      const shortened = new Date(deadline).getTime() - 6 * DAY * 1000;
      expect(new Date(stricter.body.deadline).getTime()).to.equal(shortened);
    });
  },
  { sallyport: { policy, pages } },
);
