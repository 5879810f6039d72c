import { expect } from "chai";
import { randomBytes } from "node:crypto";
import type { AuthenticationSpoil } from "sallyport/testing";
import type request from "supertest";
import { openBrowser } from "../../support/browser.ts";
import { keyedPerson, KEYS, passkeySignIn, register, signedInWithKey, someKey } from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** All that an answer tells, but for when it was made. */
function told({ status, body, headers }: request.Response): object {
  const { date: _date, ...rest } = headers as Record<string, unknown>;
  return { status, body: body as unknown, headers: rest };
}

const wrongSignature: AuthenticationSpoil = {
  signature: (bytes) => bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
};

onEveryStack(
  "A sign-in by passkey",
  (current) => {
    it("asks everybody the same, and names nobody's keys", async () => {
      const person = await keyedPerson(current());
      const [pending, inside] = [person.elsewhere(), await signedInWithKey(current())];
      await pending.login();

      const answers = await Promise.all(
        [openBrowser(current()), pending, inside].map((browser) => browser.api("passkey/options")),
      );

      for (const { status, body } of answers) {
        const { challenge, timeout, ...options } = body.options as Record<string, unknown>;
        expect([status, Object.keys(body as object).sort()]).to.deep.equal([200, ["expiresAt", "options"]]);
        expect([typeof challenge, typeof timeout]).to.deep.equal(["string", "number"]);
        expect(JSON.parse(JSON.stringify(options))).to.deep.equal({ rpId: "localhost", userVerification: "required" });
      }
    });

    it("takes no e-mail address, and nothing else that could be asked about", async () => {
      const { email } = (await keyedPerson(current())).person;

      const answers = await Promise.all(
        [{ email }, { userId: "1" }, { username: email }].map((body) =>
          openBrowser(current()).api("passkey/options", body),
        ),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400]);
    });

    it("answers alike whatever is wrong: the key, the signature, or its user", async () => {
      const app = current();
      const [known, gone, disabled] = [await keyedPerson(app), await keyedPerson(app), await keyedPerson(app)];
      const stranger = await signedInWithKey(app);
      const extra = someKey();
      const added = await register(stranger, extra);
      await stranger.delete(`/api/v1/mfa/methods/${String(added.body.methodId)}`).expect(200);
      app.users.change(disabled.person.id, { isDisabled: true });
      app.users.change(gone.person.id, { id: "somebody else" });
      const id = randomBytes(32).toString("base64url");
      const tries = [
        [known.key, wrongSignature],
        [known.key, { json: (response) => ({ ...response, id, rawId: id }) }],
        [known.key, { clientData: (fields) => ({ ...fields, origin: "https://evil.example" }) }],
        [known.key, { authenticatorData: (fields) => ({ ...fields, flags: { ...fields.flags, uv: false } }) }],
        [extra, {}],
        [disabled.key, {}],
        [disabled.key, wrongSignature],
      ] as const satisfies readonly (readonly [unknown, AuthenticationSpoil])[];

      const answers: request.Response[] = [];
      for (const [key, spoil] of tries) answers.push(await passkeySignIn(openBrowser(app), key, spoil));

      expect(answers[0]?.status).to.equal(401);
      for (const answer of answers) expect(told(answer)).to.deep.equal(told(answers[0] ?? answer));
    });

    it("of a user who is deleted or disabled lets nobody in, and lets them in again when they are back", async () => {
      const app = current();
      const person = await keyedPerson(app);
      app.users.change(person.person.id, { isDisabled: true });
      const refused = await passkeySignIn(person, person.key);
      app.users.change(person.person.id, { isDisabled: false });

      const answer = await passkeySignIn(person, person.key);

      expect([refused.status, answer.status]).to.deep.equal([401, 200]);
    });
  },
  { sallyport: KEYS },
);
