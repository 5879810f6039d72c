import { expect } from "chai";
import type { Response } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import type { Person } from "../../support/users.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { addSignUp, DAY } from "./acting.ts";

async function signUp(app: TestApp, details: Partial<Person>): Promise<{ browser: Browser; answer: Response }> {
  const browser = openBrowser(app, app.users.add(details));
  return { browser, answer: await browser.post("/sign-up", { id: browser.person.id }) };
}

onEveryStack(
  "A new account",
  (current) => {
    it("of a role that must have a method reaches enrollment alone from the first request on, and is told why", async () => {
      const { browser, answer } = await signUp(current(), { roles: ["officer"] });

      const shut = await browser.get("/protected");

      expect(answer.body).to.include({ mfaRequired: false });
      expect(answer.body.enrollment).to.include({ required: true, policyScope: "role:officer" });
      expect([shut.status, shut.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(shut.body).to.deep.include({ methods: ["totp"], policyScope: "role:officer" });
    });

    it("reaches no more at later sign-ins: there is no grace to wait for", async () => {
      const app = current();
      const { browser } = await signUp(app, { roles: ["officer"] });
      await browser.post("/logout");

      await browser.login();
      const later = await browser.get("/protected");
      app.clock.travel(DAY);
      await browser.elsewhere().login();

      expect([later.status, later.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(later.body).to.include({ policyScope: "role:officer" });
    });

    it("is open once it has enrolled, in the same session", async () => {
      const { browser } = await signUp(current(), { roles: ["officer"] });

      await browser.enroll();

      expect(await browser.isIn()).to.equal(true);
    });

    it("of anybody else is open at once", async () => {
      const { browser, answer } = await signUp(current(), {});

      expect(answer.body).not.to.have.property("enrollment");
      expect(await browser.isIn()).to.equal(true);
    });
  },
  { sallyport: { policy: [{ role: "officer", mfa: "required" }] }, routes: addSignUp },
);
