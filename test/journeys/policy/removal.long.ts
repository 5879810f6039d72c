import { expect } from "chai";
import { signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const ROUNDS = 50;

onEveryStack(
  "The last two methods of somebody who must have one",
  (current) => {
    it(`are never both gone, removed at once ${ROUNDS} times over (A11)`, async function () {
      this.timeout(120_000);
      const app = current();
      const owner = await signedInPerson(app, { roles: ["officer"] });
      let lastId = owner.methodId;

      for (let round = 0; round < ROUNDS; round += 1) {
        app.clock.travel(60);
        const { methodId } = await owner.enroll();
        const answers = await Promise.all([lastId, methodId].map((id) => owner.delete(`/api/v1/mfa/methods/${id}`)));

        expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
        const { body } = await owner.get("/api/v1/mfa/methods");
        expect(body).to.have.lengthOf(1);
        lastId = body[0].id as string;
      }
    });
  },
  { sallyport: { policy: [{ role: "officer", mfa: "required" }] } },
);
