import { expect } from "chai";
import { keyedPerson, KEYS, passkeySignIn, verifyKey } from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack(
  "Passkeys",
  (current) => {
    it("are a second factor after the password", async () => {
      const person = await keyedPerson(current());
      const signIn = await person.login();

      const verified = await verifyKey(person, person.key);

      expect(signIn.body).to.deep.include({ mfaRequired: true, preferredMethod: "webauthn" });
      expect(verified.status, JSON.stringify(verified.body)).to.equal(200);
      expect(verified.body).to.deep.include({ verified: true, amr: ["pwd", "pop", "mfa"] });
      expect(await person.isIn()).to.equal(true);
    });

    it("are a step-up", async () => {
      const person = await keyedPerson(current());
      await person.login();
      await verifyKey(person, person.key);
      current().clock.travel(301);
      const refused = await person.post("/transfers");

      const verified = await verifyKey(person, person.key);

      expect(refused.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", methods: ["webauthn"] });
      expect(verified.status).to.equal(200);
      expect((await person.post("/transfers")).status).to.equal(200);
    });

    it("sign in by themselves, as two factors in one step", async () => {
      const person = await keyedPerson(current());

      const signIn = await passkeySignIn(person, person.key);

      expect(signIn.status, JSON.stringify(signIn.body)).to.equal(200);
      expect(signIn.body).to.deep.include({ mfaRequired: false, amr: ["pop", "mfa"] });
      expect((await person.get("/protected")).body).to.deep.equal({
        id: person.person.id,
        amr: ["pop", "mfa"],
        acr: "aal2",
      });
      expect((await person.post("/transfers")).status).to.equal(200);
    });
  },
  { sallyport: KEYS },
);
