import { expect } from "chai";
import { relatedOrigins } from "sallyport";
import { openBrowser } from "../../support/browser.ts";
import {
  challengeOptions,
  keyedPerson,
  KEYS,
  keysIn,
  passkeyOptions,
  passkeySignIn,
  register,
  setupOptions,
  signedInWithKey,
  someKey,
  verifyKey,
} from "../../support/keys.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";

const ES256_EDDSA_RS256 = [-7, -8, -257].map((alg) => ({ alg, type: "public-key" }));

onEmbedded(
  "The options of a browser",
  (current) => {
    it("ask for a passkey that shows its user, of the algorithms that we can check, and for no statement", async () => {
      const browser = openBrowser(current(), current().users.add({ displayName: "Ada" }));
      await browser.login();

      const { challenge, user, extensions: _more, hints: _hints, ...options } = await setupOptions(browser);

      expect(JSON.parse(JSON.stringify(options))).to.deep.equal({
        rp: { name: "Acme Bank", id: "localhost" },
        pubKeyCredParams: ES256_EDDSA_RS256,
        timeout: 300_000,
        attestation: "none",
        excludeCredentials: [],
        authenticatorSelection: { residentKey: "required", userVerification: "required", requireResidentKey: true },
      });
      expect([user.name, user.displayName]).to.deep.equal([browser.person.email, "Ada"]);
      expect(challenge).to.match(/^[\w-]{43}$/);
    });

    it("ask a key that shall be a second factor to keep nothing, and to show its user if it can", async () => {
      const browser = openBrowser(current());
      await browser.login();

      const { authenticatorSelection } = await setupOptions(browser, { usage: "second-factor" });

      expect(authenticatorSelection).to.include({ residentKey: "discouraged", userVerification: "preferred" });
    });

    it("name the keys that are there already, which no authenticator adds again", async () => {
      const owner = await signedInWithKey(current(), { key: { transports: ["internal", "hybrid"] } });

      const options = await setupOptions(owner);

      expect(options.excludeCredentials).to.deep.equal([
        { id: owner.key.credentials[0]?.id, type: "public-key", transports: ["hybrid", "internal"] },
      ]);
      expect(() => owner.key.register(options))
        .to.throw(DOMException)
        .with.property("name", "InvalidStateError");
    });

    it("keep of the transports those that there are", async () => {
      const owner = await signedInWithKey(current(), { key: { transports: ["usb", "carrier-pigeon", "nfc"] } });
      current().clock.travel(301);

      const { allowCredentials, userVerification } = await challengeOptions(owner);

      expect(allowCredentials?.[0]?.transports).to.have.members(["usb", "nfc"]);
      expect(userVerification).to.equal("required");
    });

    it("take a name and a usage, and nothing else", async () => {
      const browser = openBrowser(current());
      await browser.login();
      const wrong = [
        { usage: "both" },
        { usage: 1 },
        { name: "" },
        { name: "\u202e" },
        { rpId: "evil.example" },
        { attestation: "direct" },
      ];

      const answers = await Promise.all(wrong.map((body) => browser.api("setup/webauthn", body)));

      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([400]));
    });
  },
  { sallyport: KEYS },
);

onEveryStack(
  "With maxPerUser: 2, somebody",
  (current) => {
    it("adds two keys, and no third one, not even of set-ups that were begun before", async () => {
      const owner = await signedInWithKey(current());
      const other = owner.elsewhere();
      await other.login();
      await verifyKey(other, owner.key);
      const late = someKey().register(await setupOptions(other));
      await register(owner, someKey());

      const answers = [await other.api("verify/webauthn", { response: late }), await owner.api("setup/webauthn")];

      expect(answers[1]?.body.code).to.equal("ERR-MFA-ALREADY-ENABLED");
      expect(answers.map(({ status }) => status >= 400)).to.deep.equal([true, true]);
      expect(await keysIn(owner)).to.have.lengthOf(2);
    });

    it("adds one of two that come at once, where one more may be", async () => {
      const owner = await keyedPerson(current());
      const browsers = [owner.elsewhere(), owner.elsewhere()];
      const responses: object[] = [];
      for (const browser of browsers) {
        await browser.login();
        await verifyKey(browser, owner.key);
        responses.push(someKey().register(await setupOptions(browser)));
      }

      const answers = await Promise.all(
        browsers.map((browser, index) => browser.api("verify/webauthn", { response: responses[index] })),
      );

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      expect((await owner.elsewhere().login()).body.methods).to.have.lengthOf(3);
    });
  },
  { sallyport: { ...KEYS, webauthn: { maxPerUser: 2 } } },
);

onEmbedded(
  'With usage: "second-factor"',
  (current) => {
    it("there is no sign-in by passkey alone", async () => {
      const owner = await keyedPerson(current());
      const response = { id: "AAAA" };

      const answers = [await owner.api("passkey/options"), await owner.api("passkey/verify", { response })];

      expect(answers.map(({ status, body }) => [status, body.code as string])).to.deep.equal(
        Array(2).fill([404, "ERR-NOT-FOUND"]),
      );
    });

    it("keys keep nothing, are a second factor, and can't be set up as anything else", async () => {
      const owner = await keyedPerson(current());
      await owner.login();
      const verified = await verifyKey(owner, owner.key);

      const refused = await owner.api("setup/webauthn", { usage: "passkey" });

      expect([verified.status, refused.status]).to.deep.equal([200, 403]);
      expect(owner.key.credentials.map(({ discoverable }) => discoverable)).to.deep.equal([false]);
      expect((await keysIn(owner)).map(({ key }) => key.usage)).to.deep.equal(["second-factor"]);
    });
  },
  { sallyport: { ...KEYS, webauthn: { usage: "second-factor" } } },
);

onEmbedded(
  "An app that doesn't offer keys",
  (current) => {
    it("has no sign-in by passkey, and adds none", async () => {
      const browser = openBrowser(current());
      await browser.login();

      const answers = [await browser.api("passkey/options"), await browser.api("setup/webauthn")];

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 403]);
    });
  },
  { sallyport: { methods: ["totp", "backup_code"] } },
);

const ORIGINS = ["http://localhost", "https://bank.example", "https://bank.example.tr", "android:apk-key-hash:AAAA"];

onEmbedded(
  "Browsers are told",
  (current) => {
    it("which other domains may use the passkeys of this one, and nothing of apps", async () => {
      const answer = await openBrowser(current()).get("/.well-known/webauthn");

      expect([answer.status, answer.type]).to.deep.equal([200, "application/json"]);
      expect(answer.body).to.deep.equal({ origins: ["https://bank.example", "https://bank.example.tr"] });
    });

    it("so by GET alone, and at that path alone", async () => {
      const browser = openBrowser(current());

      const answers = [
        await browser.agent.head("/.well-known/webauthn"),
        await browser.post("/.well-known/webauthn"),
        await browser.get("/.well-known/webauthn/more"),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 404, 404]);
    });

    it("which of somebody's passkeys are good, as the Signal API takes it", async () => {
      const owner = await signedInWithKey(current(), { details: { displayName: "Ada" } });
      const [first] = owner.key.credentials;
      const spare = someKey();
      const added = await register(owner, spare);
      const ids = async (): Promise<unknown> =>
        ((await owner.get("/api/v1/mfa/passkey/accepted")).body as Record<string, unknown>)["allAcceptedCredentialIds"];
      const before = await ids();
      await owner.delete(`/api/v1/mfa/methods/${String(added.body.methodId)}`).expect(200);

      const { body } = await owner.get("/api/v1/mfa/passkey/accepted");

      expect(before).to.have.members([first?.id, spare.credentials[0]?.id]);
      expect(body).to.deep.equal({
        ...{ rpId: "localhost", userId: first?.userHandle, allAcceptedCredentialIds: [first?.id] },
        ...{ name: owner.person.email, displayName: "Ada" },
      });
    });

    it("nothing of that before they have signed in", async () => {
      const answer = await openBrowser(current()).get("/api/v1/mfa/passkey/accepted");

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
    });

    it("the same challenge again in the same browser, and who is in asks for one as well", async () => {
      const owner = await signedInWithKey(current());

      const [one, two] = [await passkeyOptions(owner), await passkeyOptions(owner)];

      expect(one.challenge).to.equal(two.challenge);
      expect((await passkeySignIn(owner, owner.key)).status).to.equal(200);
    });
  },
  {
    sallyport: { ...KEYS, webauthn: { rpId: "localhost", origins: ORIGINS } },
    middlewares: [relatedOrigins()],
  },
);
