import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import { signedInPerson } from "../../support/browser.ts";
import { codeSentTo, SENDING, someNumber } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

type Owner = Awaited<ReturnType<typeof signedInPerson>>;

/** With an authenticator app and a number. */
async function twice(app: TestApp, role: string): Promise<{ readonly owner: Owner; readonly smsId: string }> {
  const owner = await signedInPerson(app, { roles: [role] });
  const phoneNumber = someNumber();
  await owner.api("setup/sms", { phoneNumber }).expect(200);
  const added = await owner.api("verify/sms", { code: await codeSentTo(app, phoneNumber) });
  return { owner, smsId: (added.body as { methodId: string }).methodId };
}

async function typesOf(browser: Browser): Promise<readonly string[]> {
  const { body } = await browser.get("/api/v1/mfa/methods");
  return (body as readonly { readonly type: string }[]).map(({ type }) => type);
}

const REFUSED = [403, "ERR-MFA-ADMIN-REQUIRED"];

onEveryStack(
  "Somebody who must have a method (A11)",
  (current) => {
    for (const role of ["officer", "admin", "locked"])
      it(`keeps the last one, whichever way it is to go: ${role}`, async () => {
        const owner = await signedInPerson(current(), { roles: [role] });

        const answers = [
          await owner.delete(`/api/v1/mfa/methods/${owner.methodId}`),
          await owner.api("disable"),
          await owner.api("disable", { methodType: "totp" }),
        ];

        expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
          REFUSED,
          REFUSED,
          REFUSED,
        ]);
        expect(await typesOf(owner)).to.deep.equal(["totp"]);
      });

    it("may give up one of two, and then not the other one", async () => {
      const { owner, smsId } = await twice(current(), "officer");

      const both = await owner.api("disable");
      const first = await owner.delete(`/api/v1/mfa/methods/${owner.methodId}`);
      const answers = [await owner.delete(`/api/v1/mfa/methods/${smsId}`), await owner.api("disable")];

      expect([both.status, first.status]).to.deep.equal([403, 200]);
      expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([REFUSED, REFUSED]);
      expect(await typesOf(owner)).to.deep.equal(["sms"]);
    });

    it("keeps the last one that counts, whatever else is left", async () => {
      const { owner, smsId } = await twice(current(), "officer");
      current().users.change(owner.person.id, { roles: ["guard"] });

      const counting = await owner.delete(`/api/v1/mfa/methods/${owner.methodId}`);
      const other = await owner.delete(`/api/v1/mfa/methods/${smsId}`);

      expect([counting.status, other.status]).to.deep.equal([403, 200]);
      expect(await typesOf(owner)).to.deep.equal(["totp"]);
    });

    it("loses nothing by a set-up that is begun again and left there", async () => {
      const owner = await signedInPerson(current(), { roles: ["officer"] });

      for (let round = 0; round < 2; round += 1) await owner.api("setup/totp").expect(200);
      await owner.api("verify/totp", { code: "000000" });

      expect(await typesOf(owner)).to.deep.equal(["totp"]);
    });

    it("has one left when both are removed at once", async () => {
      const { owner, smsId } = await twice(current(), "officer");

      const answers = await Promise.all([owner.methodId, smsId].map((id) => owner.delete(`/api/v1/mfa/methods/${id}`)));

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf.at.most(1);
      expect(await typesOf(owner)).to.have.lengthOf(1);
    });

    for (const role of ["clerk", "free"])
      it(`is not whoever may go without: ${role}`, async () => {
        const owner = await signedInPerson(current(), { roles: [role] });

        const answer = await owner.delete(`/api/v1/mfa/methods/${owner.methodId}`);

        expect(answer.status).to.equal(200);
        expect((await owner.status()).body).to.include({ enabled: false });
      });
  },
  {
    sallyport: {
      ...SENDING,
      policy: [
        { mfa: "optional" },
        { role: "officer", mfa: "required" },
        { role: "guard", mfa: "required", methods: ["totp"] },
        { role: "locked", mfa: "optional", mayDisable: false },
        { role: "free", mfa: "required", mayDisable: true },
      ],
    },
  },
);
