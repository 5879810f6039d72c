import { expect } from "chai";
import type { AuthenticationSpoil } from "sallyport/testing";
import { keyedPerson } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP, type Ceremony } from "./ceremonies.ts";
import { inner, MALFORMED, notBytes, type Malformed } from "./malformed.ts";

const CASES: Malformed<AuthenticationSpoil> = {
  ...MALFORMED,
  ...notBytes("authenticatorData"),
  ...notBytes("signature"),
  "userHandle: a number": inner({ userHandle: 1 }),
  "userHandle: an array": inner({ userHandle: ["AAAA"] }),
  "userHandle: an empty string": inner({ userHandle: "" }),
  "userHandle: with padding": inner({ userHandle: "AAA=" }),
  "userHandle: of 100 bytes": inner({ userHandle: "A".repeat(134) }),
  "authenticator data: a credential that is not there": {
    authenticatorData: (fields) => ({ ...fields, flags: { ...fields.flags, at: true } }),
  },
  "authenticator data: 2 000 arrays in each other": {
    authenticatorData: (fields) => ({
      ...{ ...fields, flags: { ...fields.flags, ed: true } },
      extensions: new Uint8Array(2000).fill(0x81),
    }),
  },
};

for (const { name, open } of CEREMONIES.slice(1))
  onEmbedded(
    `The answer to ${name} with`,
    (current) => {
      let ceremony: Ceremony;
      let message: unknown;

      before(async () => {
        ceremony = await open(current(), await keyedPerson(current()));
      });

      for (const [what, spoil] of Object.entries(CASES))
        it(`${what} is malformed, and is told no more`, async () => {
          const answer = await ceremony.send(ceremony.sign(spoil));

          message ??= answer.body;
          expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
          expect(answer.body).to.deep.equal(message);
        });

      it("all of that has cost nothing: the right one is still taken", async () => {
        const answer = await ceremony.send(ceremony.sign());

        expect([answer.status, await ceremony.isGranted()]).to.deep.equal([200, true]);
        expect(current().events.filter(({ type }) => type === "mfa_challenge_failed")).to.deep.equal([]);
      });
    },
    CEREMONIES_APP,
  );
