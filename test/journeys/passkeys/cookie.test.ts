import { expect } from "chai";
import type { Response } from "supertest";
import request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { keyedPerson, KEYS, passkeyOptions, passkeySignIn } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";

/** The cookies of passkeys that an answer sets, with their flags. */
function cookiesOf({ headers }: Response): readonly string[] {
  const set = (headers["set-cookie"] ?? []) as unknown as readonly string[];
  return set.filter((cookie) => cookie.includes("sallyport-passkey"));
}

function ask(app: TestApp, headers: Readonly<Record<string, string>>): request.Test {
  return request(app.server).post("/api/v1/mfa/passkey/options").set(headers).send({});
}

onEmbedded(
  "The cookie that ties a challenge to its browser",
  (current) => {
    it("is kept from scripts and from other sites, and tells nothing of the challenge", async () => {
      const answer = await ask(current(), {});

      const [cookie = ""] = cookiesOf(answer);
      expect(cookiesOf(answer)).to.have.lengthOf(1);
      expect(cookie).to.match(/^sallyport-passkey=[\w-]{43}; /);
      expect(cookie.split("; ")).to.include.members(["Path=/", "HttpOnly", "SameSite=Strict"]);
      expect(cookie).to.not.include((answer.body as { options: { challenge: string } }).options.challenge);
      expect(answer.body).to.not.have.property("challengeToken");
    });

    it("goes with the sign-in that it was for, and the next one has another", async () => {
      const person = await keyedPerson(current());
      const first = (await passkeyOptions(person)).challenge;
      const held = person.cookie();

      const signIn = await passkeySignIn(person, person.key);

      expect(held).to.include("sallyport-passkey=");
      expect([signIn.status, person.cookie().includes("sallyport-passkey=")]).to.deep.equal([200, false]);
      expect((await passkeyOptions(person)).challenge).to.not.equal(first);
    });

    it("stays after a refusal, so that the browser may ask again", async () => {
      const person = await keyedPerson(current());
      await passkeySignIn(person, person.key, { clientData: (fields) => ({ ...fields, type: "webauthn.create" }) });

      const answer = await passkeySignIn(person, person.key);

      expect(answer.status).to.equal(200);
    });

    for (const planted of ["", "A", "A".repeat(44), `${"A".repeat(42)}.`, '"quoted"', "%00".repeat(15)])
      it(`is replaced where it is none: ${JSON.stringify(planted)}`, async () => {
        const answer = await ask(current(), { Cookie: `sallyport-passkey=${planted}` });

        expect(cookiesOf(answer)[0]).to.match(/^sallyport-passkey=[\w-]{43}; /);
        expect(cookiesOf(answer)[0]).to.not.include(`=${planted};`);
      });

    it("is no session, and opens nothing", async () => {
      const browser = openBrowser(current());
      await passkeyOptions(browser);

      const answers = [await browser.get("/protected"), await browser.get("/api/v1/sessions")];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      expect((await browser.get("/open")).body).to.deep.equal({ stage: "anonymous" });
    });
  },
  { sallyport: KEYS },
);

onEmbedded(
  "The cookie that ties a challenge to its browser, on TLS,",
  (current) => {
    it("is the host's own, and secure", async () => {
      const answer = await ask(current(), { "X-Forwarded-Proto": "https" });

      const [cookie = ""] = cookiesOf(answer);
      expect(cookie).to.match(/^__Host-sallyport-passkey=[\w-]{43}; /);
      expect(cookie.split("; ")).to.include.members(["Path=/", "HttpOnly", "Secure", "SameSite=Strict"]);
      expect(cookie.toLowerCase()).to.not.include("domain");
    });
  },
  {
    sallyport: { ...KEYS, origin: "https://bank.example" },
    before: (app) => {
      app.set("trust proxy", "loopback");
    },
  },
);
