import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf, eventsOf, helpWith, subjectsTo } from "../policy/acting.ts";
import { linksTo, REASON, reset } from "./lost.ts";

interface Scene {
  readonly lost: Browser;
  readonly asking: Browser;
  readonly second: Browser;
}

/** Two admins who have just shown a second factor, and somebody whom one of them wants to reset. */
async function waiting(app: TestApp): Promise<Scene> {
  const lost = await signedInPerson(app);
  const [second, asking] = [await adminOf(app), await adminOf(app)];
  const answer = await reset(asking, lost.person);
  expect(answer.body).to.include({ status: "waiting_for_approval" }).and.not.have.property("effectiveAt");
  return { lost, asking, second };
}

function approve(admin: Browser, { lost }: Scene): ReturnType<typeof helpWith> {
  return helpWith(admin, lost.person, "reset-mfa/approve");
}

onEveryStack(
  "A reset that takes two admins",
  (current) => {
    it("does nothing before the second one agrees, and everything then", async () => {
      const app = current();
      const scene = await waiting(app);
      const before = [
        await scene.lost.isIn(),
        (await subjectsTo(app, scene.lost.person)).includes("Second factors removed"),
      ];

      const approved = await approve(scene.second, scene);

      expect(before).to.deep.equal([true, false]);
      expect(approved.body).to.include({ status: "executed" });
      expect(await scene.lost.isIn()).to.equal(false);
      const [event] = eventsOf(app, scene.lost.person, "admin_mfa_reset");
      const [approval] = eventsOf(app, scene.lost.person, "admin_mfa_reset_approved");
      expect(event).to.include({ reason: REASON, actorId: scene.asking.person.id });
      expect(approval).to.include({ actorId: scene.second.person.id });
    });

    it("is agreed to neither by whoever has asked for it, nor by the user, nor by nobody in particular", async () => {
      const app = current();
      const scene = await waiting(app);
      const other = await signedInPerson(app);

      const answers = [
        await approve(scene.asking, scene),
        await approve(scene.lost, scene),
        await approve(other, scene),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 403, 403]);
      expect(await scene.lost.isIn()).to.equal(true);
    });

    it("is carried out once, also where twenty approvals come at the same time", async () => {
      const app = current();
      const scene = await waiting(app);

      const answers = await Promise.all(Array.from({ length: 20 }, () => approve(scene.second, scene)));

      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array.from({ length: 19 }, () => 404)]);
      expect(eventsOf(app, scene.lost.person, "admin_mfa_reset")).to.have.lengthOf(1);
      expect(await linksTo(app, scene.lost.person)).to.have.lengthOf(1);
    });

    it("is agreed to once: there is nothing left for a third", async () => {
      const app = current();
      const scene = await waiting(app);
      await approve(scene.second, scene).expect(200);

      const again = await approve(scene.second, scene);

      expect([again.status, again.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });

    it("is taken back by an admin as long as it waits, and then there is nothing to agree to", async () => {
      const app = current();
      const scene = await waiting(app);
      const path = `/api/v1/security/users/${scene.lost.person.id}/reset-mfa`;

      const cancelled = await scene.asking.delete(path);
      const approved = await approve(scene.second, scene);
      const again = await scene.asking.delete(path);

      expect([cancelled.status, approved.status, again.status]).to.deep.equal([200, 404, 404]);
      expect(await scene.lost.isIn()).to.equal(true);
      const [event] = eventsOf(app, scene.lost.person, "recovery_cancelled");
      expect(event).to.include({ actorId: scene.asking.person.id });
    });

    it("is not carried out by time alone", async () => {
      const app = current();
      const scene = await waiting(app);
      app.clock.travel(30 * 86_400);

      await app.mfa.admin.settle();

      expect((await app.mfa.policy.simulate([{ mfa: "required" }], [scene.lost.person])).enrolled).to.equal(1);
    });

    it("begins anew where the first admin asks again: an older consent is none", async () => {
      const app = current();
      const scene = await waiting(app);
      await reset(scene.second, scene.lost.person).expect(200);

      const own = await approve(scene.second, scene);
      const other = await approve(scene.asking, scene);

      expect([own.status, other.status]).to.deep.equal([404, 200]);
    });
  },
  { sallyport: { admin: { approvals: 2 } } },
);
