import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { answerWith, challengeOptions, keyedPerson, KEYS, register, someKey, verifyKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";

onEmbedded(
  "A key that the client asks for",
  (current) => {
    it("is the only one that may sign, where the answer names it", async () => {
      const person = await keyedPerson(current());
      const spare = someKey();
      await person.login();
      await verifyKey(person, person.key);
      const added = await register(person, spare);
      const { methodId } = added.body as { methodId: string };

      const other = person.key.authenticate(await challengeOptions(person));
      const refused = await person.api("verify", { method: "webauthn", response: other, methodId });
      const right = spare.authenticate(await challengeOptions(person, { methodId }));
      const accepted = await person.api("verify", { method: "webauthn", response: right, methodId });

      expect([refused.status, refused.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect(accepted.status, JSON.stringify(accepted.body)).to.equal(200);
    });

    it("may be any of them, where it names none", async () => {
      const person = await keyedPerson(current());
      await person.login();

      const answer = await answerWith(person, person.key.authenticate(await challengeOptions(person)));

      expect(answer.status).to.equal(200);
    });
  },
  { sallyport: KEYS },
);

onEmbedded(
  "Somebody who has never had a passkey",
  (current) => {
    it("has no handle for browsers to be told, and is given none by asking", async () => {
      const browser = openBrowser(current());
      await browser.login();

      const first = await browser.get("/api/v1/mfa/passkey/accepted");
      const second = await browser.get("/api/v1/mfa/passkey/accepted");

      expect(first.body).to.include({ rpId: "localhost", userId: null, name: browser.person.email });
      expect([first.status, second.body.userId]).to.deep.equal([200, null]);
    });
  },
  { sallyport: KEYS },
);

onEmbedded(
  "A list of models that fails",
  (current) => {
    it("costs a key its model's name, and nothing else", async () => {
      const person = await keyedPerson(current());
      await person.login();
      await verifyKey(person, person.key);

      const methods = (await person.get("/api/v1/mfa/methods")).body as readonly { name: string }[];

      expect(methods.map(({ name }) => name)).to.deep.equal(["Passkey"]);
    });
  },
  {
    sallyport: {
      ...KEYS,
      webauthn: {
        nameOf: () => {
          throw new Error("no list today");
        },
      },
    },
  },
);
