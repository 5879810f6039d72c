import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, anew, eventsOf, mailsTo, subjectsTo, travelTo } from "../policy/acting.ts";
import { linksTo, reset } from "./lost.ts";

interface Scene {
  readonly lost: Browser;
  readonly admin: Browser;
  readonly effectiveAt: string;
}

async function scheduled(app: TestApp): Promise<Scene> {
  const lost = await signedInPerson(app);
  const admin = await adminOf(app);
  const { body } = await reset(admin, lost.person);
  expect(body.status).to.equal("scheduled");
  return { lost, admin, effectiveAt: body.effectiveAt as string };
}

async function isEnrolled(app: TestApp, { person }: Browser): Promise<boolean> {
  return (await app.mfa.policy.simulate([{ mfa: "required" }], [person])).enrolled === 1;
}

onEveryStack(
  "A reset with 48 hours for the user to object",
  (current) => {
    it("tells the user at once, and does nothing before", async () => {
      const app = current();
      const { lost, effectiveAt } = await scheduled(app);
      const [warning, ...more] = (await mailsTo(app, lost.person)).filter(({ subject }) =>
        subject?.includes("will be"),
      );
      travelTo(app, effectiveAt, 60);

      await app.mfa.admin.settle();
      const again = await anew(app, lost);

      expect(more).to.deep.equal([]);
      expect(warning?.text).to.include("will remove all second factors").and.include("ask an administrator to stop it");
      expect(await again.isIn()).to.equal(true);
      expect(await linksTo(app, lost.person)).to.deep.equal([]);
    });

    it("is carried out once at its time, whoever settles", async () => {
      const app = current();
      const { lost, admin, effectiveAt } = await scheduled(app);
      travelTo(app, effectiveAt, -1);

      await Promise.all(Array.from({ length: 5 }, () => app.mfa.admin.settle()));
      await app.mfa.admin.settle();

      expect(await isEnrolled(app, lost)).to.equal(false);
      const [event, ...more] = eventsOf(app, lost.person, "admin_mfa_reset");
      expect(more).to.deep.equal([]);
      expect(event).to.include({ actorId: admin.person.id });
      expect(await linksTo(app, lost.person)).to.have.lengthOf(1);
      const subjects = await subjectsTo(app, lost.person);
      expect(subjects.filter((subject) => subject === "Second factors removed")).to.have.lengthOf(1);
    });

    it("is taken back by an admin until then, and not after", async () => {
      const app = current();
      const [early, late] = [await scheduled(app), await scheduled(app)];
      const path = ({ lost }: Scene): string => `/api/v1/security/users/${lost.person.id}/reset-mfa`;
      const inTime = await early.admin.delete(path(early));
      travelTo(app, late.effectiveAt, -1);
      await app.mfa.admin.settle();

      const tooLate = await (await anew(app, late.admin)).delete(path(late));

      expect([inTime.status, tooLate.status]).to.deep.equal([200, 404]);
      expect([await isEnrolled(app, early.lost), await isEnrolled(app, late.lost)]).to.deep.equal([true, false]);
    });

    it("is shown to admins, with when it comes", async () => {
      const { lost, admin, effectiveAt } = await scheduled(current());

      const { body } = await admin.get(`/api/v1/security/users/${lost.person.id}`);

      expect(body.recovery).to.include({ kind: "admin_reset", effectiveAt, executedAt: null, needsApproval: false });
    });

    it("is not kept from the others by one whose account can't be read", async () => {
      const app = current();
      const [broken, sound] = [await scheduled(app), await scheduled(app)];
      const { findById } = app.users;
      const failing = (id: string): ReturnType<typeof findById> =>
        id === broken.lost.person.id ? Promise.reject(new Error("no such shard")) : findById(id);
      Object.assign(app.users, { findById: failing });
      travelTo(app, sound.effectiveAt, -1);

      await app.mfa.admin.settle();
      Object.assign(app.users, { findById });
      const between = [await isEnrolled(app, broken.lost), await isEnrolled(app, sound.lost)];
      await app.mfa.admin.settle();

      expect(between).to.deep.equal([true, false]);
      expect(await isEnrolled(app, broken.lost)).to.equal(false);
    });
  },
  { sallyport: { admin: { coolingOffHours: 48 } } },
);

onEveryStack(
  "A reset that takes two admins and 48 hours",
  (current) => {
    it("tells the user when the second one agrees, and runs from then", async () => {
      const app = current();
      const lost = await signedInPerson(app);
      const [second, asking] = [await adminOf(app), await adminOf(app)];
      await reset(asking, lost.person).expect(200);
      const before = await subjectsTo(app, lost.person);

      const { body } = await second.post(`/api/v1/security/users/${lost.person.id}/reset-mfa/approve`);
      const after = await subjectsTo(app, lost.person);
      travelTo(app, body.effectiveAt, -1);
      await app.mfa.admin.settle();

      expect(body.status).to.equal("scheduled");
      expect(after.slice(before.length)).to.deep.equal(["Second factors will be removed"]);
      expect(await isEnrolled(app, lost)).to.equal(false);
    });
  },
  { sallyport: { admin: { approvals: 2, coolingOffHours: 48 } } },
);
