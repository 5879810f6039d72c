import { expect } from "chai";
import type { Express } from "express";
import { requireMfa } from "sallyport";
import { openBrowser, signedInPerson } from "../../support/browser.ts";
import {
  keyedPerson,
  KEYS,
  passkeySignIn,
  register,
  signedInWithKey,
  signInWithKey,
  someKey,
  verifyKey,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

const policy = [
  { role: "admin", mfa: "required", methods: ["webauthn"], graceDays: 0 },
  { role: "keyless", mfa: "required", methods: ["totp", "backup_code"] },
] as const;

const routes = (app: Express): void => {
  app.get("/resistant", requireMfa({ strength: "phishing-resistant" }), (_req, res) => {
    res.json({});
  });
};

onEveryStack(
  "Where a role must have a passkey (O5),",
  (current) => {
    it("an authenticator app beside it is neither offered nor taken", async () => {
      const app = current();
      const owner = await signedInWithKey(app);
      await owner.enroll();
      app.users.change(owner.person.id, { roles: ["admin"] });
      app.clock.travel(60);
      const pending = owner.elsewhere();
      const login = await pending.login();

      const code = await pending.verify();
      const key = await verifyKey(pending, owner.key);

      expect(login.body.methods.map(({ type }: { type: string }) => type)).to.deep.equal(["webauthn"]);
      expect([code.status, key.status, await pending.isIn()]).to.deep.equal([400, 200, true]);
    });

    it("an authenticator app alone opens nothing but enrollment, and a passkey opens the rest", async () => {
      const app = current();
      const owner = await signedInPerson(app);
      app.users.change(owner.person.id, { roles: ["admin"] });
      app.clock.travel(60);
      const late = owner.elsewhere();
      await late.login();
      await late.verify();
      const shut = await late.get("/protected");

      const added = await register(late, someKey());

      expect([shut.status, shut.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect(shut.body).to.deep.include({ methods: ["webauthn"] });
      expect([added.status, await late.isIn()]).to.deep.equal([200, true]);
    });

    it("a passkey alone is all that it takes", async () => {
      const owner = await keyedPerson(current());
      current().users.change(owner.person.id, { roles: ["admin"] });

      const answer = await passkeySignIn(owner, owner.key);

      expect([answer.status, await owner.isIn()]).to.deep.equal([200, true]);
    });
  },
  { sallyport: { ...KEYS, policy }, routes },
);

onEveryStack(
  "A policy",
  (current) => {
    it("that knows no keys takes none alone, and offers none to be added", async () => {
      const app = current();
      const owner = await keyedPerson(app);
      app.users.change(owner.person.id, { roles: ["keyless"] });
      const alone = await passkeySignIn(owner.elsewhere(), owner.key);
      const newcomer = await signedInPerson(app, { roles: ["keyless"] });

      const setup = await newcomer.api("setup/webauthn");

      expect([alone.status, alone.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect([setup.status, setup.body.code]).to.deep.equal([403, "ERR-FORBIDDEN"]);
    });

    it("that knows no keys takes one beside an authenticator app neither after the password nor at a step-up", async () => {
      const app = current();
      const owner = await signedInWithKey(app);
      await owner.enroll();
      app.users.change(owner.person.id, { roles: ["keyless"] });
      app.clock.travel(60);
      const pending = owner.elsewhere();
      await pending.login();

      const asked = [
        await pending.api("challenge", { method: "webauthn" }),
        await owner.api("challenge", { method: "webauthn" }),
        await pending.api("verify", { method: "webauthn", response: {} }),
      ];

      expect(asked.map(({ status }) => status)).to.deep.equal([400, 400, 400]);
      expect((await pending.verify()).status).to.equal(200);
    });
  },
  { sallyport: { ...KEYS, policy }, routes },
);

onEveryStack(
  'requireMfa({ strength: "phishing-resistant" })',
  (current) => {
    it("lets a passkey in, after a password and alone", async () => {
      const owner = await keyedPerson(current());
      const alone = owner.elsewhere();
      await signInWithKey(owner, owner.key);
      await passkeySignIn(alone, owner.key);

      const answers = [await owner.get("/resistant"), await alone.get("/resistant")];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    });

    it("asks who has signed in by code for their key, and lets them in with it", async () => {
      const owner = await signedInWithKey(current());
      await owner.enroll();
      current().clock.travel(60);
      const other = owner.elsewhere();
      await other.login();
      await other.verify();
      const refused = await other.get("/resistant");

      const answer = await verifyKey(other, owner.key);

      expect([refused.status, refused.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
      expect(refused.body).to.deep.include({ methods: ["webauthn"] });
      expect([answer.status, (await other.get("/resistant")).status]).to.deep.equal([200, 200]);
    });

    it("lets nobody in who has shown a backup code", async () => {
      const owner = await keyedPerson(current());
      const browser = openBrowser(current(), owner.person);
      await browser.login();
      await browser.api("verify/backup", { code: owner.backupCodes[0] }).expect(200);

      const answer = await browser.get("/resistant");

      expect(answer.status).to.equal(401);
    });
  },
  { sallyport: KEYS, routes },
);
