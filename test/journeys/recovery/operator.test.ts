import { expect } from "chai";
import type { MfaError } from "@sallyport/core";
import { signedInPerson } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { adminOf, eventsOf, subjectsTo } from "../policy/acting.ts";
import { linksTo, REASON } from "./lost.ts";

const BY = "ops: Grace Hopper";

onEmbedded("An operator with a script", (current) => {
  it("resets an admin, by name and with a reason, and gets nothing to sign in with", async () => {
    const app = current();
    const lost = await adminOf(app);

    const answer = await app.mfa.admin.resetMfa(lost.person.id, { by: BY, reason: REASON });

    expect(Object.keys(answer)).to.have.members(["id", "status", "effectiveAt"]);
    expect(answer.status).to.equal("executed");
    expect(await lost.isIn()).to.equal(false);
    expect(await linksTo(app, lost.person)).to.have.lengthOf(1);
    expect(await subjectsTo(app, lost.person)).to.include("Second factors removed");
    const [event] = eventsOf(app, lost.person, "admin_mfa_reset");
    expect(event).to.deep.include({ reason: REASON, actorId: BY, data: { recoveryId: answer.id } });
  });

  it("sends the link again", async () => {
    const app = current();
    const lost = await signedInPerson(app);
    await app.mfa.admin.resetMfa(lost.person.id, { by: BY, reason: REASON });

    const expiresAt = await app.mfa.admin.sendEnrollmentLink(lost.person.id, { by: BY });

    expect(expiresAt.getTime()).to.be.greaterThan(app.clock.now().getTime());
    expect(await linksTo(app, lost.person)).to.have.lengthOf(2);
  });

  for (const [what, by, reason] of [
    ["no name", "", REASON],
    ["spaces for a name", "  ", REASON],
    ["no reason", BY, ""],
    ["spaces for a reason", BY, "  "],
  ] as const)
    it(`is refused with ${what}`, async () => {
      const app = current();
      const lost = await signedInPerson(app);

      const refusal = await app.mfa.admin.resetMfa(lost.person.id, { by, reason }).catch((error: unknown) => error);

      expect(refusal).to.be.an.instanceOf(TypeError);
      expect(await lost.isIn()).to.equal(true);
    });

  it("finds nobody under a name that nobody has", async () => {
    const { admin, policy } = current().mfa;
    const codes = await Promise.all(
      [
        admin.resetMfa("nobody", { by: BY, reason: REASON }),
        admin.sendEnrollmentLink("nobody", { by: BY }),
        admin.cancelReset("nobody", { by: BY }),
        policy.extendGrace("nobody", { by: BY, reason: REASON, days: 3 }),
      ].map((act) => act.then(String, (error: unknown) => (error as MfaError).code)),
    );

    expect(new Set(codes)).to.deep.equal(new Set(["ERR-NOT-FOUND"]));
  });
});

onEmbedded(
  "Two operators, where a reset takes two",
  (current) => {
    it("can do it without any admin, and one of them can't", async () => {
      const app = current();
      const lost = await adminOf(app);
      const { id } = lost.person;

      const asked = await app.mfa.admin.resetMfa(id, { by: BY, reason: REASON });
      const alone = await app.mfa.admin
        .approveReset(id, { by: BY })
        .catch((error: unknown) => (error as MfaError).code);
      const both = await app.mfa.admin.approveReset(id, { by: "ops: Ada Lovelace" });

      expect([asked.status, alone, both.status]).to.deep.equal(["waiting_for_approval", "ERR-NOT-FOUND", "executed"]);
    });
  },
  { sallyport: { admin: { approvals: 2 } } },
);
