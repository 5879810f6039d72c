import { expect } from "chai";
import express from "express";
import { keyedPerson, KEYS, passkeyOptions, signedInWithKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";

/** Where keys answer, and what goes along with the answer. */
const CALLS = {
  "verify/webauthn": {},
  verify: { method: "webauthn" },
  "passkey/verify": {},
} as const;

const KIB = 1024;

/** A body of so many bytes. */
function ofSize(bytes: number, more: object): object {
  const empty = JSON.stringify({ ...more, response: { filler: "" } }).length;
  return { ...more, response: { filler: "x".repeat(bytes - empty) } };
}

/** As text, since no object could be written out. */
function send(browser: Browser, path: string, body: string): ReturnType<Browser["api"]> {
  return browser.agent.post(`/api/v1/mfa/${path}`).set("Content-Type", "application/json").send(body);
}

const deep = (levels: number, more: object): string => {
  const text = JSON.stringify({ ...more, response: { deep: "?" } });
  return text.replace('"?"', `${"[".repeat(levels)}${"]".repeat(levels)}`);
};

function holdsWhatItMust(current: () => TestApp): void {
  for (const [path, more] of Object.entries(CALLS)) {
    it(`${path} takes what is no response for malformed, and names the field alone`, async () => {
      const browser = await signedInWithKey(current());
      const responses = [undefined, null, [], [{}], 1, true, "", "AAAA"];

      for (const response of responses) {
        const answer = await browser.api(path, { ...more, response });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        expect((answer.body.errors as { field: string }[]).map(({ field }) => field)).to.deep.equal(["response"]);
      }
    });

    it(`${path} takes 64 KiB, and not one byte more`, async () => {
      const browser = await signedInWithKey(current());

      const answers = [
        await browser.api(path, ofSize(64 * KIB, more)),
        await browser.api(path, ofSize(64 * KIB + 1, more)),
        await browser.api(path, ofSize(95 * KIB, more)),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 413, 413]);
    });

    it(`${path} takes 30 000 arrays in each other for malformed`, async () => {
      const browser = await signedInWithKey(current());

      const answer = await send(browser, path, deep(30_000, more));

      expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    });
  }

  for (const path of ["setup/webauthn", "passkey/options", "challenge", "verify/totp"])
    it(`${path}, which takes no keys, takes 16 KiB at most`, async () => {
      const browser = await signedInWithKey(current());

      const answers = [
        await browser.api(path, { filler: "x".repeat(15 * KIB) }),
        await browser.api(path, { filler: "x".repeat(16 * KIB) }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 413]);
    });

  it("members that nobody knows cost nothing, and mean nothing", async () => {
    const person = await keyedPerson(current());
    const signed = person.key.authenticate(await passkeyOptions(person));
    const added = { isAdmin: true, userId: "somebody else", response: { ...signed.response, publicKey: "AAAA" } };

    const answer = await person.api("passkey/verify", { response: { ...signed, ...added } });

    expect(answer.status).to.equal(200);
    expect((await person.get("/protected")).body).to.include({ id: person.person.id });
  });
}

onEmbedded("Of what browsers send for keys,", holdsWhatItMust, { sallyport: KEYS });

onEmbedded("Of what browsers send for keys, where the app has read it first,", holdsWhatItMust, {
  sallyport: KEYS,
  before: (app) => {
    app.use(express.json({ limit: "1mb" }));
  },
});
