import { expect } from "chai";
import { randomBytes } from "node:crypto";
import type { RegistrationSpoil } from "sallyport/testing";
import { openBrowser } from "../../support/browser.ts";
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
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

const ofId = (id: Uint8Array): RegistrationSpoil => ({ credentialId: () => id });
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));

onEveryStack(
  "A credential",
  (current) => {
    it("of one user can't be added by another, and stays what it is", async () => {
      const owner = await keyedPerson(current());
      const id = bytesOf(owner.key.credentials[0]?.id ?? "");
      const thief = openBrowser(current());
      await thief.login();

      const answer = await register(thief, someKey(), { spoil: ofId(id) });

      expect([answer.status, answer.body.code]).to.deep.equal([409, "ERR-MFA-ALREADY-ENABLED"]);
      expect(await keysIn(thief)).to.deep.equal([]);
      expect((await passkeySignIn(owner, owner.key)).status).to.equal(200);
      expect((await owner.get("/protected")).body).to.include({ id: owner.person.id });
    });

    it("can't be added twice by its own user either", async () => {
      const owner = await signedInWithKey(current());
      const id = bytesOf(owner.key.credentials[0]?.id ?? "");

      const answer = await register(owner, someKey(), { spoil: ofId(id) });

      expect([answer.status, (await keysIn(owner)).length]).to.deep.equal([409, 1]);
    });

    it("is added by one of 20 users who want the same one at once", async () => {
      const spoil = ofId(new Uint8Array(randomBytes(32)));
      const browsers = Array.from({ length: 20 }, () => openBrowser(current()));
      for (const browser of browsers) await browser.login();

      const answers = await Promise.all(browsers.map((browser) => register(browser, someKey(), { spoil })));

      const lists = await Promise.all(browsers.map(keysIn));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array<number>(19).fill(409)]);
      expect(lists.flat()).to.have.lengthOf(1);
    });

    it("may have an id of 1023 bytes, and signs in with it", async () => {
      const browser = openBrowser(current());
      const key = someKey();
      await browser.login();

      const answer = await register(browser, key, { spoil: ofId(new Uint8Array(randomBytes(1023))) });

      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      const again = browser.elsewhere();
      expect((await passkeySignIn(again, key)).status).to.equal(200);
      await again.elsewhere().login();
      expect((await verifyKey(again, key)).status).to.equal(200);
    });

    for (const length of [0, 1024, 1025, 4000])
      it(`can't have an id of ${String(length)} bytes`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answer = await register(browser, someKey(), { spoil: ofId(new Uint8Array(randomBytes(length))) });

        expect([answer.status, (await keysIn(browser)).length]).to.deep.equal([400, 0]);
      });
  },
  { sallyport: KEYS },
);

onEveryStack(
  "The handle that authenticators know a user by",
  (current) => {
    it("is 64 random bytes, another one for each user, with nothing in them of who that is", async () => {
      const browsers = Array.from({ length: 20 }, () => openBrowser(current()));
      const handles: Uint8Array[] = [];

      for (const browser of browsers) {
        await browser.login();
        handles.push(bytesOf((await setupOptions(browser)).user.id));
      }

      expect(new Set(handles.map((each) => Buffer.from(each).toString("hex"))).size).to.equal(20);
      for (const [index, handle] of handles.entries()) {
        const { id, email } = browsers[index]?.person ?? expect.fail();
        const plain = [id, email, id.replaceAll("-", "")].flatMap((text) => [
          Buffer.from(text),
          Buffer.from(text, "hex"),
        ]);
        expect(handle).to.have.lengthOf(64);
        for (const each of plain.filter(({ length }) => length > 0))
          expect(Buffer.from(handle).includes(each)).to.equal(false);
      }
    });

    it("stays the same over several set-ups, sessions and removed keys", async () => {
      const person = await signedInWithKey(current());
      const first = person.key.credentials[0]?.userHandle;
      const another = someKey();
      await register(person, another);
      await person.delete(`/api/v1/mfa/methods/${person.methodId}`).expect(200);

      const later = await setupOptions(person);

      expect([another.credentials[0]?.userHandle, later.user.id]).to.deep.equal([first, first]);
    });

    it("is one, however many first set-ups there are at once", async () => {
      const first = openBrowser(current());
      const browsers = Array.from({ length: 20 }, () => first.elsewhere());
      for (const browser of browsers.slice(0, 4)) await browser.login();

      const options = await Promise.all(
        Array.from({ length: 20 }, (_, index) => setupOptions(browsers[index % 4] ?? first)),
      );

      expect(new Set(options.map(({ user }) => user.id)).size).to.equal(1);
    });
  },
  { sallyport: KEYS },
);
