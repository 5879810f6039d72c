import { expect } from "chai";
import { keyedPerson, KEYS } from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP } from "./ceremonies.ts";

// Shorter than a pending sign-in and than what "fresh" means, so that nothing but the challenge can be over.
onEveryStack(
  "With webauthn.ceremonySeconds of 60, the challenge of",
  (current) => {
    for (const { name, open } of CEREMONIES) {
      it(`${name} is good after 59 seconds`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const response = ceremony.sign();
        current().clock.travel(59);

        const answer = await ceremony.send(response);

        expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      });

      it(`${name} is over after 61`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));
        const response = ceremony.sign();
        current().clock.travel(61);

        const answer = await ceremony.send(response);

        expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      });
    }
  },
  { ...CEREMONIES_APP, sallyport: { ...KEYS, webauthn: { ceremonySeconds: 60 } } },
);
