import { expect } from "chai";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, eventsOf, mailsTo, subjectsTo } from "../policy/acting.ts";
import { openLink, REASON, reset, tokenMailedTo } from "./lost.ts";

/** Somebody with a method, codes, a trusted browser and two sessions, and a sign-in under way at a third one. */
async function lostPerson(app: TestApp): Promise<Awaited<ReturnType<typeof signedInPerson>> & { pending: Browser }> {
  const lost = await signedInPerson(app);
  app.clock.travel(60);
  await lost.api("verify", { method: "totp", code: lost.code(), trustDevice: true }).expect(200);
  const pending = lost.elsewhere();
  await pending.login();
  return { ...lost, pending };
}

onEveryStack(
  "An admin's reset (O1)",
  (current) => {
    it("takes methods, codes, trust, sessions and sign-ins that are under way, and gives nothing to sign in with", async () => {
      const app = current();
      const lost = await lostPerson(app);
      const admin = await adminOf(app);

      const answer = await reset(admin, lost.person);
      const wasIn = await lost.isIn();
      const finished = await lost.pending.api("verify/backup", { code: lost.backupCodes[0] });
      const { body } = await lost.login();
      const { body: seen } = await admin.get(`/api/v1/security/users/${lost.person.id}`);

      expect(answer.status).to.equal(200);
      expect(Object.keys(answer.body)).to.have.members(["id", "status", "effectiveAt"]);
      expect(answer.body.status).to.equal("executed");
      expect([wasIn, finished.status, await lost.pending.isIn()]).to.deep.equal([false, 401, false]);
      expect(body).to.deep.include({ mfaRequired: false });
      expect(body.enrollment).to.include({ required: true, policyScope: "reset" });
      expect(seen).to.deep.include({ enabled: false, methods: [], trustedDevices: [] });
      expect(seen.backupCodes.remaining).to.equal(0);
      expect(seen.recovery).to.include({ id: answer.body.id, kind: "admin_reset" });
    });

    it("leaves one way: the password and the link, and then a new method", async () => {
      const app = current();
      const lost = await lostPerson(app);
      await reset(await adminOf(app), lost.person).expect(200);
      await lost.login();

      const shut = await lost.get("/protected");
      const withPassword = await lost.api("setup/totp");
      const linked = await openLink(lost, await tokenMailedTo(app, lost.person));
      const stillShut = await lost.get("/protected");
      const enrolled = await lost.enroll();
      const login = await lost.elsewhere().login();

      expect([shut.status, shut.body.policyScope]).to.deep.equal([403, "reset"]);
      expect([withPassword.status, withPassword.body.methods]).to.deep.equal([401, ["mailed_code"]]);
      expect(linked.body).to.deep.equal({ verified: true, amr: ["pwd"] });
      expect(stillShut.status).to.equal(403);
      expect(enrolled.backupCodes).to.have.lengthOf(10);
      expect(await lost.isIn()).to.equal(true);
      expect(login.body.mfaRequired).to.equal(true);
    });

    it("tells the user, and is recorded with who, why and what came of it", async () => {
      const app = current();
      const lost = await lostPerson(app);
      const admin = await adminOf(app);
      const { id } = (await reset(admin, lost.person)).body;

      const subjects = await subjectsTo(app, lost.person);
      await lost.login();
      await openLink(lost, await tokenMailedTo(app, lost.person)).expect(200);
      await lost.enroll();

      expect(subjects).to.include.members(["Second factors removed", "Set up a new second factor"]);
      for (const type of ["admin_mfa_reset_requested", "admin_mfa_reset"] as const) {
        const [event, ...more] = eventsOf(app, lost.person, type);
        expect(more).to.deep.equal([]);
        expect(event).to.deep.include({ reason: REASON, actorId: admin.person.id, data: { recoveryId: id } });
      }
      for (const type of ["enrollment_link_sent", "enrollment_link_used", "recovery_completed"] as const)
        expect(eventsOf(app, lost.person, type), type).to.have.lengthOf(1);
    });

    it("is heard of by the other admins, where the app says who they are", async () => {
      const app = current();
      const lost = await lostPerson(app);
      const [admin, other] = [await adminOf(app), app.users.add({ roles: ["admin"] })];
      const listAdmins = (): Promise<readonly object[]> => Promise.resolve([admin.person, other, lost.person]);
      Object.assign(app.users, { listAdmins });

      await reset(admin, lost.person).expect(200);
      const heard = await mailsTo(app, other);
      const subjects = await Promise.all([admin.person, lost.person].map((person) => subjectsTo(app, person)));
      Object.assign(app.users, { listAdmins: undefined });

      expect(heard.map(({ subject }) => subject)).to.deep.equal(["Acme Bank: An account was reset"]);
      expect(heard[0]!.text).to.include(lost.person.id);
      for (const mine of subjects) expect(mine).not.to.include("An account was reset");
    });

    it("of somebody who has nothing makes them enroll all the same", async () => {
      const app = current();
      const person = app.users.add();

      await reset(await adminOf(app), person).expect(200);

      expect(await subjectsTo(app, person)).to.have.members(["Second factors removed", "Set up a new second factor"]);
    });

    it("that is asked for again takes the place of the one before, and its link the place of that link", async () => {
      const app = current();
      const lost = await lostPerson(app);
      const admin = await adminOf(app);
      const first = await reset(admin, lost.person);
      const token = await tokenMailedTo(app, lost.person);

      const second = await reset(admin, lost.person);
      await lost.login();
      const old = await openLink(lost, token);
      const fresh = await openLink(lost, await tokenMailedTo(app, lost.person));

      expect(second.body.id).not.to.equal(first.body.id);
      expect([old.status, fresh.status]).to.deep.equal([401, 200]);
    });
  },
  { middlewares: [trustedDevice()] },
);
