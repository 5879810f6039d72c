import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { TestApp } from "../../support/app.ts";
import {
  keyedPerson,
  KEYS,
  keysIn,
  passkeySignIn,
  register,
  setupOptions,
  signedInWithKey,
  someKey,
  verifyKey,
  type KeyedPerson,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

const METHODS = "/api/v1/mfa/methods";

onEveryStack(
  "Keys",
  (current) => {
    it("can't be added, seen, renamed or removed by a sign-in that is pending (A4)", async () => {
      const owner = await signedInWithKey(current());
      const options = await setupOptions(owner);
      const pending = owner.elsewhere();
      await pending.login();

      const answers = [
        await pending.api("setup/webauthn"),
        await pending.api("verify/webauthn", { response: someKey().register(options) }),
        await pending.get(METHODS),
        await pending.get("/api/v1/mfa/passkey/accepted"),
        await pending.agent.patch(`${METHODS}/${owner.methodId}`).send({ name: "Mine" }),
        await pending.delete(`${METHODS}/${owner.methodId}`),
        await pending.api("disable"),
      ];

      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([401]));
      expect((await keysIn(owner)).map(({ id, name }) => [id, name])).to.deep.equal([[owner.methodId, "Passkey"]]);
    });

    it("can't be added or removed without a fresh proof, nor with the password alone (A3, A13)", async () => {
      const owner = await signedInWithKey(current());
      const options = await setupOptions(owner);
      current().clock.travel(301);
      await owner.api("verify-password", { password: owner.person.password }).expect(200);

      const answers = [
        await owner.api("setup/webauthn"),
        await owner.api("verify/webauthn", { response: someKey().register(options) }),
        await owner.delete(`${METHODS}/${owner.methodId}`),
        await owner.api("disable"),
      ];

      expect(answers.map(({ status, body }) => [status, body.code as string])).to.deep.equal(
        Array(4).fill([401, "ERR-MFA-STEP-UP-REQUIRED"]),
      );
      expect(await keysIn(owner)).to.have.lengthOf(1);
    });

    it("are not touched by a GET (A13)", async () => {
      const owner = await signedInWithKey(current());

      const answers = await Promise.all(
        [
          "setup/webauthn",
          "verify/webauthn",
          "passkey/options",
          "passkey/verify",
          "disable",
          `methods/${owner.methodId}`,
        ].map((path) => owner.get(`/api/v1/mfa/${path}`)),
      );

      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([404]));
      expect(await keysIn(owner)).to.have.lengthOf(1);
    });

    it("of another user look like those that are not there (A12)", async () => {
      const [owner, other] = [await signedInWithKey(current()), await keyedPerson(current())];
      const ask = async (id: string): Promise<readonly unknown[]> => {
        const calls = [
          owner.delete(`${METHODS}/${id}`),
          owner.agent.patch(`${METHODS}/${id}`).send({ name: "Mine" }),
          owner.api("challenge", { method: "webauthn", methodId: id }),
        ];
        const answers = [];
        for (const call of calls) answers.push(await call);
        return answers.map(({ status, body }) => [status, body as unknown]);
      };

      const [theirs, nobodys] = [await ask(other.methodId), await ask(randomUUID())];

      expect(theirs).to.deep.equal(nobodys);
      expect(theirs.map((each) => (each as [number])[0])).to.deep.equal([404, 404, 400]);
      expect((await passkeySignIn(other, other.key)).status).to.equal(200);
    });

    it("are removed by their owner, and sign in no more", async () => {
      const owner = await signedInWithKey(current());
      await register(owner, someKey(), { body: { name: "Spare" } });

      const removed = await owner.delete(`${METHODS}/${owner.methodId}`);

      expect([removed.status, (await keysIn(owner)).map(({ name }) => name)]).to.deep.equal([200, ["Spare"]]);
      expect((await passkeySignIn(owner.elsewhere(), owner.key)).status).to.equal(401);
    });

    it("sign in no more after an admin's reset, nor after MFA was switched off", async () => {
      const app = current();
      const [reset, off] = [await keyedPerson(app), await signedInWithKey(app)];
      await off.api("disable").expect(200);
      await app.mfa.admin.resetMfa(reset.person.id, { reason: "lost", by: "support" });

      const answers = [await passkeySignIn(reset, reset.key), await passkeySignIn(off.elsewhere(), off.key)];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
    });

    it("stay after a change of the password, which ends what they had signed in and what is pending", async () => {
      const app = current();
      const owner = await signedInWithKey(app);
      const pending = owner.elsewhere();
      await pending.login();
      app.users.change(owner.person.id, { credentialsChangedAt: app.clock.now() });
      await app.mfa.users.credentialsChanged(owner.person.id);

      const answer = await verifyKey(pending, owner.key).catch(() => undefined);

      expect([answer?.status === 200, await owner.isIn(), await pending.isIn()]).to.deep.equal([false, false, false]);
      expect((await passkeySignIn(owner.elsewhere(), owner.key)).status).to.equal(200);
    });
  },
  { sallyport: KEYS },
);

/** Somebody whose role must have a key, with one and an authenticator app, signed in. */
async function officer(app: TestApp): Promise<KeyedPerson> {
  const owner = await signedInWithKey(app);
  await owner.enroll();
  app.users.change(owner.person.id, { roles: ["officer"] });
  return owner;
}

onEveryStack(
  "Where policy demands a key,",
  (current) => {
    it("the last one stays, whichever way it is to go, whatever else there is (A11)", async () => {
      const owner = await officer(current());

      const answers = [
        await owner.delete(`${METHODS}/${owner.methodId}`),
        await owner.api("disable"),
        await owner.api("disable", { methodType: "webauthn" }),
      ];

      expect(answers.map(({ status, body }) => [status, body.code as string])).to.deep.equal(
        Array(3).fill([403, "ERR-MFA-ADMIN-REQUIRED"]),
      );
      expect(await keysIn(owner)).to.have.lengthOf(1);
    });

    it("one stays of two that are removed at once (A11)", async () => {
      const owner = await officer(current());
      const added = await register(owner, someKey());
      const both = [owner.methodId, String(added.body.methodId)];

      const answers = await Promise.all(both.map((id) => owner.delete(`${METHODS}/${id}`)));

      const { methods } = (await owner.elsewhere().login()).body as { methods: readonly { type: string }[] };
      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      expect(methods.filter(({ type }) => type === "webauthn")).to.have.lengthOf(1);
    });
  },
  {
    sallyport: { ...KEYS, policy: [{ role: "officer", mfa: "required", methods: ["webauthn"] }] },
  },
);
