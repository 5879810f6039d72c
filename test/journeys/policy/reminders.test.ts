import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, anew, DAY, helpWith, mailsTo, subjectsTo, travelTo } from "./acting.ts";

const REMINDER = "Set up a second factor";

onEveryStack(
  "Whoever must enroll",
  (current) => {
    it("is told at once, and once more a day before the end of the grace", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      const { deadline } = (await officer.login()).body.enrollment;
      await officer.elsewhere().login();

      const atOnce = await mailsTo(app, officer.person);
      travelTo(app, deadline, DAY + 60);
      const before = await subjectsTo(app, officer.person);
      travelTo(app, deadline, DAY - 60);
      const dayBefore = await subjectsTo(app, officer.person);
      travelTo(app, deadline, -60);
      const after = await subjectsTo(app, officer.person);

      expect([atOnce.length, before, dayBefore, after]).to.deep.equal([
        1,
        [REMINDER],
        [REMINDER, REMINDER],
        [REMINDER, REMINDER],
      ]);
      expect(atOnce[0]!.text).to.match(/needs a second factor by \d+ \w+ \d{4}/);
    });

    it("is not reminded after enrolling", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      const { deadline } = (await officer.login()).body.enrollment;
      await officer.enroll();

      travelTo(app, deadline, DAY - 60);
      const subjects = await subjectsTo(app, officer.person);

      expect(subjects.filter((subject) => subject === REMINDER)).to.have.lengthOf(1);
    });

    it("is reminded of the day that an admin has set, and not of the one before", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      const { deadline } = (await officer.login()).body.enrollment;
      const admin = await adminOf(app);
      const { body } = await helpWith(admin, officer.person, "grace", { days: 20, reason: "On leave" });

      travelTo(app, deadline, DAY - 60);
      const first = await subjectsTo(app, officer.person);
      travelTo(app, body.deadline, DAY - 60);
      const second = await subjectsTo(app, officer.person);

      expect([first.length, second.length]).to.deep.equal([2, 3]);
    });

    it("is reminded where the clock of the app is a month ahead", async () => {
      const app = current();
      app.clock.skew(30 * DAY);
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      const { deadline } = (await officer.login()).body.enrollment;
      app.clock.skew(-30 * DAY);

      travelTo(app, deadline, DAY - 60);

      expect(await subjectsTo(app, officer.person)).to.deep.equal([REMINDER, REMINDER]);
    });

    it("is nobody who has a method already, although an admin has meant well", async () => {
      const app = current();
      const officer = openBrowser(app, app.users.add({ roles: ["officer"] }));
      await officer.login();
      await officer.enroll();
      const before = await subjectsTo(app, officer.person);
      const admin = await anew(app, await adminOf(app));

      await helpWith(admin, officer.person, "grace", { days: 20, reason: "On leave" }).expect(200);
      app.clock.travel(20 * DAY);

      expect(await subjectsTo(app, officer.person)).to.deep.equal(before);
    });
  },
  { sallyport: { policy: [{ role: "officer", mfa: "required" }] } },
);
