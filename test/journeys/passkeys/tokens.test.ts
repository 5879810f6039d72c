import { expect } from "chai";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { keyedPerson, KEYS, type KeyedPerson, type passkeyOptions } from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { TOKENS } from "../../express/bearer/issuer.ts";
import { loginForToken, withToken } from "../../express/bearer/token-client.ts";

interface Opened {
  readonly challengeToken: string;
  readonly options: Awaited<ReturnType<typeof passkeyOptions>>;
}

/** A client without cookies. */
function post(app: TestApp, path: string, body: object): request.Test {
  return request(app.server).post(`/api/v1/mfa/${path}`).send(body);
}

async function openWithToken(app: TestApp): Promise<Opened> {
  const answer = await post(app, "passkey/options", { transport: "token" });
  expect(answer.status, answer.text).to.equal(200);
  expect(answer.headers).to.not.have.property("set-cookie");
  return answer.body as Opened;
}

function sign({ key }: KeyedPerson, { challengeToken, options }: Opened): object {
  return { challengeToken, response: key.authenticate(options) };
}

onEveryStack(
  "A client without cookies",
  (current) => {
    it("signs in by passkey with a token in their place, once, and gets no cookie", async () => {
      const person = await keyedPerson(current());
      const body = sign(person, await openWithToken(current()));

      const answers = [await post(current(), "passkey/verify", body), await post(current(), "passkey/verify", body)];

      const [first] = answers;
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 401]);
      expect(first?.headers).to.not.have.property("set-cookie");
      expect(first?.body).to.deep.include({ mfaRequired: false, amr: ["pop", "mfa"], reason: "sign-in" });
      const token = String(first?.body.accessToken);
      expect((await withToken(current(), token, "/resistant")).status).to.equal(200);
      expect((await withToken(current(), token)).body).to.include({ id: person.person.id });
    });

    it("gets nowhere with the token of another challenge, with none, and with a made-up one", async () => {
      const person = await keyedPerson(current());
      const [one, other] = [await openWithToken(current()), await openWithToken(current())];
      const response = person.key.authenticate(one.options);

      const answers = [];
      for (const challengeToken of [other.challengeToken, undefined, "A".repeat(43)])
        answers.push(await post(current(), "passkey/verify", { response, challengeToken }));

      expect(answers.map(({ status, body }) => [status, body.code as string])).to.deep.equal(
        Array(3).fill([401, "ERR-MFA-INVALID"]),
      );
      expect(
        (await post(current(), "passkey/verify", { response, challengeToken: one.challengeToken })).status,
      ).to.equal(200);
    });

    it("has a token of a passkey for nothing else: neither the second step nor a challenge", async () => {
      const person = await keyedPerson(current());
      const { challengeToken, response } = sign(person, await openWithToken(current())) as Opened & {
        response: object;
      };

      const answers = [
        await post(current(), "verify", { method: "webauthn", response, challengeToken }),
        await post(current(), "challenge", { method: "webauthn", challengeToken }),
        await withToken(current(), challengeToken),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401]);
    });

    it("ends the second step with a key, and the token of a pending sign-in is none for a passkey alone", async () => {
      const person = await keyedPerson(current());
      const { challengeToken } = (await loginForToken(current(), person.person)).body as Opened;
      const asked = await post(current(), "challenge", { method: "webauthn", challengeToken });
      const response = person.key.authenticate((asked.body as Opened).options);

      const alone = await post(current(), "passkey/verify", { response, challengeToken });
      const answer = await post(current(), "verify", { method: "webauthn", response, challengeToken });

      expect([asked.status, alone.status, answer.status]).to.deep.equal([200, 401, 200]);
      expect((await withToken(current(), String(answer.body.accessToken), "/resistant")).status).to.equal(200);
    });

    it("is refused a token that is none", async () => {
      for (const challengeToken of ["", "A", 1, null, ["A".repeat(43)], "A".repeat(44), `${"A".repeat(42)}=`]) {
        const answer = await post(current(), "passkey/verify", { response: {}, challengeToken });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      }
    });
  },
  { ...TOKENS, sallyport: { ...TOKENS.sallyport, ...KEYS } },
);
