import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, whoIsIn, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import type { Person } from "../../support/users.ts";
import { eventsOf, isRecognised, trustedPerson, trustHere } from "./trusting.ts";

const adminOf = (app: TestApp, details: Partial<Person> = {}): ReturnType<typeof signedInPerson> =>
  signedInPerson(app, { roles: ["admin"], ...details });

const seen = (admin: Browser, userId: string): ReturnType<Browser["get"]> =>
  admin.get(`/api/v1/security/devices/${userId}`);
const revoke = (admin: Browser, id: string, reason = "laptop lost"): ReturnType<Browser["get"]> =>
  admin.post(`/api/v1/security/devices/${id}/revoke`, { reason });
const compromise = (admin: Browser, id: string, reason = "laptop stolen"): ReturnType<Browser["get"]> =>
  admin.post(`/api/v1/security/devices/${id}/compromised`, { reason });

onEveryStack(
  "Trusted devices, for admins",
  (current) => {
    it("are shown with what the trust is worth, and nothing that helps to use it", async () => {
      const app = current();
      const user = await trustedPerson(app);
      const admin = await adminOf(app);

      const { status, body } = await seen(admin, user.person.id);

      const own = ["id", "name", "browser", "os", "createdAt", "lastUsedAt", "expiresAt"];
      expect([status, body.length, body[0].id]).to.deep.equal([200, 1, user.trust.id]);
      expect(body[0]).to.have.all.keys(...own, "deviceType", "trustedBy", "uses", "trust");
      expect(body[0].trust).to.have.all.keys("score", "factors");
    });

    it("are shown to their owner in the same way, and to no other user", async () => {
      const app = current();
      const [mine, theirs] = [await trustedPerson(app), await trustedPerson(app)];

      const answers = [
        await seen(mine, mine.person.id),
        await seen(mine, theirs.person.id),
        await seen(mine, "nobody"),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 403, 403]);
      expect(answers[1]?.text).to.equal(answers[2]?.text);
    });

    it("are revoked with a reason, which goes into the record with the name of the admin", async () => {
      const app = current();
      const user = await trustedPerson(app);
      const admin = await adminOf(app);

      const answer = await revoke(admin, user.trust.id);

      expect([answer.status, answer.body]).to.deep.equal([200, { revoked: true }]);
      expect([await user.isIn(), await isRecognised(user)]).to.deep.equal([true, false]);
      const [event] = eventsOf(app, user.person.id, "device_revoked");
      const data = { deviceId: user.trust.id };
      expect(event).to.deep.include({ reason: "laptop lost", actorId: admin.person.id, data });
    });

    it("that are marked compromised take all sessions of their user along, who is told", async () => {
      const app = current();
      const user = await trustedPerson(app);
      const laptop = user.elsewhere();
      await trustHere(app, laptop);
      const pending = user.elsewhere();
      await pending.login();
      const admin = await adminOf(app);

      const answer = await compromise(admin, user.trust.id);

      expect([answer.status, answer.body]).to.deep.equal([200, { compromised: true }]);
      expect(await whoIsIn([user, laptop])).to.deep.equal([false, false]);
      expect((await pending.verify()).body).to.include({ code: "ERR-MFA-CHALLENGE-INVALID" });
      expect([await isRecognised(user), await isRecognised(laptop)]).to.deep.equal([false, true]);
      const events = eventsOf(app, user.person.id, "device_revoked", "device_compromised");
      const data = { deviceId: user.trust.id };
      const by = admin.person.id;
      expect(events.map(({ type, reason, actorId, data }) => [type, reason, actorId, data])).to.deep.equal([
        ["device_revoked", "laptop stolen", by, data],
        ["device_compromised", "laptop stolen", by, data],
      ]);
      await app.mfa.delivery.flush();
      const mails = app.mail.outbox.filter(
        ({ to, text }) => to === user.person.email && text.includes(user.trust.name),
      );
      expect(mails).to.have.lengthOf(1);
    });

    it("take a reason where all sessions go, and a plain one", async () => {
      const app = current();
      const user = await trustedPerson(app);
      const admin = await adminOf(app);
      const path = `/api/v1/security/devices/${user.trust.id}`;

      const answers = [
        await admin.post(`${path}/compromised`),
        await compromise(admin, user.trust.id, " "),
        await compromise(admin, user.trust.id, "a\nb"),
        await admin.post(`${path}/revoke`, { reason: 1 }),
        await admin.post(`${path}/revoke`, { reason: "x", userId: user.person.id }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400]);
      expect(await isRecognised(user)).to.equal(true);
    });

    it("are the business of admins alone, with a second factor of the last five minutes", async () => {
      const app = current();
      const user = await trustedPerson(app);
      const [clerk, tired, bare] = [
        await signedInPerson(app),
        await adminOf(app),
        openBrowser(app, app.users.add({ roles: ["admin"] })),
      ];
      app.clock.travel(301);
      await bare.login();
      await clerk.verify();
      const trusted = await trustedPerson(app, { roles: ["admin"] });
      app.clock.travel(301);
      await trusted.login();
      await tired.get("/open");

      const asked = [clerk, tired, bare, trusted, openBrowser(app)];
      const answers = await Promise.all(asked.map((browser) => revoke(browser, user.trust.id)));

      expect(answers.map(({ body }) => body.code as string)).to.deep.equal([
        ...["ERR-FORBIDDEN", "ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ENROLLMENT-REQUIRED"],
        ...["ERR-MFA-STEP-UP-REQUIRED", "ERR-UNAUTHENTICATED"],
      ]);
      expect(await isRecognised(user)).to.equal(true);
    });

    it("of an equal, or of another tenant, are like none at all", async () => {
      const app = current();
      const admin = await adminOf(app, { tenantId: "acme" });
      const out = [
        await trustedPerson(app, { roles: ["admin"], tenantId: "acme" }),
        await trustedPerson(app, { tenantId: "other" }),
        await trustedPerson(app),
      ];
      const inside = await trustedPerson(app, { tenantId: "acme" });
      await admin.verify();

      const ids = [...out.map(({ trust }) => trust.id), randomUUID(), "no-id"];
      const answers = [];
      for (const id of ids) answers.push(await revoke(admin, id), await compromise(admin, id));
      const allowed = await revoke(admin, inside.trust.id);

      expect(new Set(answers.map(({ status, text }) => `${String(status)} ${text}`)).size).to.equal(1);
      expect([answers[0]?.status, allowed.status]).to.deep.equal([404, 200]);
      expect(await Promise.all(out.map((user) => isRecognised(user)))).to.deep.equal([true, true, true]);
    });

    it("of their own are theirs to revoke; those of equals are theirs to see", async () => {
      const app = current();
      const admin = await trustedPerson(app, { roles: ["admin"] });
      const equal = await trustedPerson(app, { roles: ["admin"] });
      await admin.verify();

      const answers = [
        await seen(admin, equal.person.id),
        await revoke(admin, admin.trust.id),
        await revoke(admin, admin.trust.id),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 404]);
      expect(await isRecognised(admin)).to.equal(false);
    });
  },
  { middlewares: [trustedDevice()] },
);
