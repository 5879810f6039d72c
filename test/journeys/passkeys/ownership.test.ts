import { expect } from "chai";
import type { AuthenticationSpoil } from "sallyport/testing";
import {
  answerWith,
  challengeOptions,
  keyedPerson,
  KEYS,
  keysIn,
  passkeyOptions,
  passkeySignIn,
  refusalsOf,
  register,
  signedInWithKey,
  signInWithKey,
  someKey,
  verifyKey,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** The handle that comes along with a signature, signed or not. */
const ofUser = (userHandle: unknown): AuthenticationSpoil => ({
  unchecked: true,
  json: (response) => ({ ...response, response: { ...response.response, userHandle } }),
});

onEveryStack(
  "At a sign-in of one user,",
  (current) => {
    it("a valid key of another is refused, whatever handle it comes with", async () => {
      const [owner, other] = [await keyedPerson(current()), await keyedPerson(current())];
      const handles = [owner, other].map(({ key }) => key.credentials[0]?.userHandle);
      await owner.login();

      const statuses: number[] = [];
      for (const handle of [...handles, undefined])
        statuses.push((await verifyKey(owner, other.key, ofUser(handle))).status);

      expect(statuses).to.deep.equal([401, 401, 401]);
      expect(await owner.isIn()).to.equal(false);
    });

    it("a valid key of another is refused at the step-up", async () => {
      const [owner, other] = [await signedInWithKey(current()), await keyedPerson(current())];
      current().clock.travel(301);

      const answer = await verifyKey(owner, other.key, { unchecked: true });

      expect([answer.status, (await owner.post("/transfers")).status]).to.deep.equal([401, 401]);
    });

    it("their key with the handle of another is refused, after a password and alone", async () => {
      const [owner, other] = [await keyedPerson(current()), await keyedPerson(current())];
      const spoil = ofUser(other.key.credentials[0]?.userHandle);
      await owner.login();

      const answers = [
        await verifyKey(owner, owner.key, spoil),
        await passkeySignIn(owner.elsewhere(), owner.key, spoil),
        await passkeySignIn(owner.elsewhere(), owner.key, ofUser("c29tZWJvZHk")),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401]);
      expect(refusalsOf(current(), owner.person)).to.deep.equal(["other_user", "other_user", "other_user"]);
    });

    it("a key that doesn't say whose it is will do after a password, and not alone", async () => {
      const owner = await keyedPerson(current());
      const alone = await passkeySignIn(owner.elsewhere(), owner.key, ofUser(undefined));
      const none = await passkeySignIn(owner.elsewhere(), owner.key, ofUser(null));
      await owner.login();

      const second = await verifyKey(owner, owner.key, ofUser(undefined));

      expect([alone, none, second].map(({ status }) => status)).to.deep.equal([401, 401, 200]);
    });

    it("the key of another, alone, is a sign-in of that other", async () => {
      const [owner, other] = [await keyedPerson(current()), await keyedPerson(current())];
      await owner.login();

      const answer = await passkeySignIn(owner, other.key);

      expect(answer.status).to.equal(200);
      expect((await owner.get("/protected")).body).to.include({ id: other.person.id });
      expect((await verifyKey(owner, owner.key, { unchecked: true })).status).to.equal(401);
    });

    it("a key that was removed after it was asked is refused", async () => {
      const owner = await signedInWithKey(current());
      const spare = someKey();
      await register(owner, spare);
      const alone = owner.elsewhere();
      const responses = [
        owner.key.authenticate(await challengeOptions(owner)),
        owner.key.authenticate(await passkeyOptions(alone)),
      ] as const;
      await owner.delete(`/api/v1/mfa/methods/${owner.methodId}`).expect(200);

      const answers = [
        await answerWith(owner, responses[0]),
        await alone.api("passkey/verify", { response: responses[1] }),
      ];

      expect(answers.map(({ status, body }) => [status, body.code as string])).to.deep.equal(
        Array(2).fill([401, "ERR-MFA-INVALID"]),
      );
      expect([await alone.isIn(), (await verifyKey(owner, spare)).status]).to.deep.equal([false, 200]);
    });

    it("their own keys are named, or the one that is wished for, and nobody else's", async () => {
      const [owner, other] = [await signedInWithKey(current()), await keyedPerson(current())];
      await register(owner, someKey());
      const keys = await keysIn(owner);
      await owner.elsewhere().login();
      const pending = owner.elsewhere();
      await pending.login();

      const all = await challengeOptions(pending);
      const one = await challengeOptions(pending, { methodId: owner.methodId });
      const foreign = await pending.api("challenge", { method: "webauthn", methodId: other.methodId });

      expect([all.allowCredentials?.length, keys.length]).to.deep.equal([2, 2]);
      expect(one.allowCredentials?.map(({ id }) => id)).to.deep.equal([owner.key.credentials[0]?.id]);
      expect([foreign.status, foreign.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    });

    it("a signature is of the key that it names: not another key of the same user", async () => {
      const owner = await signedInWithKey(current());
      const second = someKey();
      await register(owner, second);
      const id = second.credentials[0]?.id;
      const pending = owner.elsewhere();
      await pending.login();

      const answer = await verifyKey(pending, owner.key, { json: (response) => ({ ...response, id, rawId: id }) });

      expect([answer.status, await pending.isIn()]).to.deep.equal([401, false]);
      await signInWithKey(pending, owner.key);
    });
  },
  { sallyport: KEYS },
);
