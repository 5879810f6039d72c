import { expect } from "chai";
import { deflateSync, gzipSync } from "node:zlib";
import express5 from "express";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { onEmbedded, onEveryStack } from "../support/stacks.ts";

onEveryStack("Every call of the router", (current) => {
  for (const type of [
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/jsonx",
  ])
    it(`takes no ${type}`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answer = await browser.agent
        .post("/api/v1/mfa/verify")
        .set("Content-Type", type)
        .send(`{"method":"totp","code":"${browser.code()}"}`);

      expect([answer.status, answer.body.code]).to.deep.equal([415, "ERR-UNSUPPORTED-MEDIA"]);
      expect(await browser.isIn()).to.equal(false);
    });

  for (const [name, value] of [
    ["Origin", "https://evil.example"],
    ["Origin", "http://localhost.evil.example"],
    ["Origin", "http://localhost:81"],
    ["Origin", "null"],
    ["Sec-Fetch-Site", "cross-site"],
    ["Sec-Fetch-Site", "same-site"],
  ] as const)
    it(`takes nothing from ${name}: ${value}`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answer = await browser.verify().set(name, value);

      expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-CROSS-SITE"]);
      expect(answer.headers).not.to.have.property("access-control-allow-origin");
      expect(await browser.isIn()).to.equal(false);
    });

  it("takes calls from the app's own origin", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();

    const answer = await browser.verify().set("Origin", "http://localhost").set("Sec-Fetch-Site", "same-origin");

    expect(answer.status).to.equal(200);
  });

  for (const [what, code] of [
    ["a list", ["000000", "111111"]],
    ["an object", { $ne: 1 }],
    ["a number", 123456],
    ["a boolean", true],
    ["null", null],
    ["an empty text", ""],
    ["letters", "12345a"],
    ["digits of another script", "１２３４５６"],
    ["seven digits", "1234567"],
    ["a NUL", "12345\u0000"],
    ["a very long text", "1".repeat(5000)],
  ] as const)
    it(`takes no code that is ${what}`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answer = await browser.api("verify", { method: "totp", code });

      expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      expect(answer.body.errors[0].field).to.equal("code");
      expect(await browser.isIn()).to.equal(false);
    });

  it("costs nothing to be malformed: the tries are all still there", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    for (let guess = 0; guess < 10; guess += 1) await browser.api("verify", { method: "totp", code: "abc" });

    const answer = await browser.verify();

    expect(answer.status).to.equal(200);
  });

  for (const method of ["sms", "email", "webauthn", "password", "trusted_device", "nothing"])
    it(`takes no method that this account does not have: ${method}`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();
      const shown = method === "webauthn" ? { response: {} } : { code: browser.code() };

      const answer = await browser.api("verify", { method, ...shown });

      expect([answer.status, answer.body.errors[0].field]).to.deep.equal([400, "method"]);
    });

  it("refuses a body over 16 KiB, and over 64 KiB where keys answer, before anything is looked at", async () => {
    const browser = await enrolledPerson(current());

    const code = await browser.api("verify/backup", { code: "1".repeat(17_000) });
    const key = await browser.api("verify", { method: "webauthn", response: { id: "1".repeat(66_000) } });

    expect([code.status, code.body.code]).to.deep.equal([413, "ERR-TOO-LARGE"]);
    expect([key.status, key.body.code]).to.deep.equal([413, "ERR-TOO-LARGE"]);
  });

  for (const [name, compress] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ] as const)
    it(`unfolds no ${name}`, async () => {
      const bomb = compress(Buffer.from(JSON.stringify({ code: "1".repeat(10_000_000) })));

      const answer = await openBrowser(current())
        .agent.post("/api/v1/mfa/verify")
        .set({ "Content-Type": "application/json", "Content-Encoding": name, "Content-Length": String(bomb.length) })
        .serialize((body: unknown) => body as string)
        .send(bomb);

      expect(answer.status).to.equal(415);
    });

  for (const body of ["{", '"text"', "[".repeat(8000), '{"a":1}{', "\u0000"])
    it(`answers ${JSON.stringify(body.slice(0, 8))} with 400`, async () => {
      const answer = await openBrowser(current())
        .agent.post("/api/v1/mfa/verify")
        .set("Content-Type", "application/json")
        .send(body);

      expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
    });

  it("names an unknown field and repeats no value", async () => {
    const browser = await signedInPerson(current());

    const answer = await browser.api("verify", { method: "totp", code: "000000", "x\r\nY: z": "marked-value" });

    expect(answer.body.errors).to.deep.equal([{ field: "x??Y??z", message: "unknown field" }]);
    expect(answer.text).not.to.include("marked-value");
  });

  for (const name of ["a\r\nBcc: x", "\u0000", "\u202Eevil", "\uD800", "x".repeat(65), " "])
    it(`takes no method name like ${JSON.stringify(name.slice(0, 12))}`, async () => {
      const browser = await signedInPerson(current());

      const answer = await browser.api("setup/totp", { name });

      expect([answer.status, answer.body.errors[0].field]).to.deep.equal([400, "name"]);
    });

  it("changes nothing by GET", async () => {
    const browser = await signedInPerson(current());

    const answers = await Promise.all(
      ["setup/totp", "verify", "verify/totp", "verify/backup", "backup-codes/regenerate", "disable"].map((path) =>
        browser.get(`/api/v1/mfa/${path}?code=000000`),
      ),
    );

    for (const answer of answers) expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    expect((await browser.status()).body.backupCodes.remaining).to.equal(10);
  });

  it("carries the same strict headers, errors included, and never a 304", async () => {
    const browser = await signedInPerson(current());

    const answers = await Promise.all([
      browser.status().set("If-None-Match", "*"),
      browser.api("verify", {}),
      browser.get("/api/v1/mfa/nothing"),
      openBrowser(current()).status(),
    ]);

    for (const { headers, status } of answers) {
      expect(headers).to.include({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      expect(headers["content-security-policy"]).to.equal("default-src 'none';frame-ancestors 'none'");
      expect(headers).not.to.have.property("etag");
      expect(status).not.to.equal(304);
    }
  });

  it("speaks the language that is asked for, under the same code", async () => {
    const browser = openBrowser(current());

    const turkish = await browser.status().set("Accept-Language", "tr-TR,tr;q=0.9,en;q=0.5");
    const other = await browser.status().set("Accept-Language", "xx");

    expect(turkish.body).to.include({ code: "ERR-UNAUTHENTICATED", title: "Oturum açın" });
    expect(turkish.headers["content-language"]).to.equal("tr");
    expect(other.body).to.include({ code: "ERR-UNAUTHENTICATED", title: "Sign in" });
  });

  it("ignores who the body says the user is", async () => {
    const app = current();
    const [mine, victim] = [await enrolledPerson(app), await enrolledPerson(app)];
    await mine.login();

    const answer = await mine.api("verify", { method: "totp", code: mine.code(), userId: victim.person.id });

    expect(answer.status).to.equal(400);
    await mine.verify();
    expect((await mine.get("/protected")).body.id).to.equal(mine.person.id);
  });
});

onEmbedded(
  "The router after the app's own JSON parser",
  (current) => {
    it("takes what was parsed, and holds it to its own limit", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const large = await browser.api("verify/backup", { code: "1".repeat(17_000) });
      const right = await browser.verify();

      expect([large.status, right.status]).to.deep.equal([413, 200]);
    });
  },
  { before: (app) => app.use(express5.json({ limit: "1mb" })) },
);
