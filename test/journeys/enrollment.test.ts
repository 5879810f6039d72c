import { expect } from "chai";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { codeFor } from "../support/authenticator.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("Enrolling", (current) => {
  it("turns nothing on before the first right code", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    const setup = await browser.api("setup/totp");

    const status = await browser.status();
    const later = await openBrowser(app, browser.person).login();

    expect(status.body).to.include({ enabled: false });
    expect(later.body).to.include({ mfaRequired: false });
    expect(setup.body.secret).to.match(/^[A-Z2-7]{32}$/);
  });

  it("turns MFA on with the first right code, and shows ten backup codes this once", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const { backupCodes } = await browser.enroll("Phone");

    const status = await browser.status();
    expect(backupCodes).to.have.lengthOf(10);
    expect(backupCodes[0]).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(status.body).to.include({ enabled: true, required: false });
    expect(status.body.methods[0]).to.include({ type: "totp", name: "Phone" });
    expect(status.body.backupCodes).to.include({ remaining: 10 });
  });

  it("draws a QR code that says exactly what otpauthUrl says", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const { body } = await browser.api("setup/totp");

    const png = PNG.sync.read(Buffer.from(String(body.qrCode).split(",")[1] ?? "", "base64"));
    const read = jsQR.default(new Uint8ClampedArray(png.data), png.width, png.height);
    expect(read?.data).to.equal(body.otpauthUrl);
    expect(new URL(String(body.otpauthUrl)).searchParams.get("secret")).to.equal(body.secret);
  });

  it("draws the QR code as SVG on request", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const { body } = await browser.api("setup/totp?format=svg");

    expect(body.qrCode).to.match(/^<svg/);
  });

  it("accepts no code of a set-up that is not finished at the second step", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    const pending = await browser.api("setup/totp");
    const other = browser.elsewhere();
    await other.login();

    const answer = await other.verify(codeFor(pending.body.otpauthUrl, app.clock.now()));

    expect(answer.status).to.equal(401);
    expect(answer.body.code).to.equal("ERR-MFA-INVALID");
    expect(await other.isIn()).to.equal(false);
  });

  it("lets a second set-up take the place of the first", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    const first = await browser.api("setup/totp");
    const second = await browser.api("setup/totp");

    const old = await browser.api("verify/totp", { code: codeFor(first.body.otpauthUrl, app.clock.now()) });
    const fresh = await browser.api("verify/totp", { code: codeFor(second.body.otpauthUrl, app.clock.now()) });

    expect(old.status).to.equal(401);
    expect(fresh.status).to.equal(200);
  });

  it("ends a set-up after ten minutes", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    const setup = await browser.api("setup/totp");
    app.clock.travel(601);
    await browser.api("verify-password", { password: browser.person.password });

    const answer = await browser.api("verify/totp", { code: codeFor(setup.body.otpauthUrl, app.clock.now()) });

    expect(answer.status).to.equal(401);
    expect(answer.body.code).to.equal("ERR-MFA-INVALID");
    expect((await browser.status()).body.enabled).to.equal(false);
  });

  it("ends a set-up after five wrong codes", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    const setup = await browser.api("setup/totp");
    for (let guess = 0; guess < 5; guess += 1) await browser.api("verify/totp", { code: "000000" });
    app.clock.travel(31);

    const answer = await browser.api("verify/totp", { code: codeFor(setup.body.otpauthUrl, app.clock.now()) });

    expect(answer.status).to.equal(401);
    expect((await browser.status()).body.enabled).to.equal(false);
  });

  it("uses up the code that ended the set-up", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    const { otpauthUrl } = await browser.enroll();
    const code = codeFor(otpauthUrl, app.clock.now());
    const other = browser.elsewhere();
    await other.login();

    const answer = await other.verify(code);

    expect(answer.status).to.equal(401);
    expect(await other.isIn()).to.equal(false);
  });

  it("asks for a fresh second factor before a further app is added, six minutes after the sign-in", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.travel(361);

    const stale = await browser.api("setup/totp");
    await browser.verify();
    const fresh = await browser.api("setup/totp");

    expect(stale.status).to.equal(401);
    expect(stale.body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED", maxAgeSeconds: 300 });
    expect(stale.body.methods).to.deep.equal(["totp"]);
    expect(stale.headers["www-authenticate"]).to.include('error="insufficient_user_authentication"');
    expect(fresh.status).to.equal(200);
  });

  it("asks for the password again where there is no method and the sign-in is old", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    app.clock.travel(301);

    const stale = await browser.api("setup/totp");
    const wrong = await browser.api("verify-password", { password: "not this" });
    await browser.api("verify-password", { password: browser.person.password });
    const fresh = await browser.api("setup/totp");

    expect(stale.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", methods: ["password"] });
    expect(wrong.body.code).to.equal("ERR-MFA-INVALID");
    expect(fresh.status).to.equal(200);
  });

  it("lets no password stand in for the second factor once there is one", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.travel(301);
    await browser.api("verify-password", { password: browser.person.password });

    const answer = await browser.api("setup/totp");

    expect(answer.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
  });

  it("keeps two apps of one person apart, and takes codes of either", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    const { otpauthUrl: first } = { otpauthUrl: browser.otpauthUrl() };
    app.clock.travel(60);
    await browser.enroll("Tablet");
    app.clock.travel(60);
    const other = browser.elsewhere();
    const login = await other.login();

    const answer = await other.verify(codeFor(first, app.clock.now()));

    expect(login.body.methods.map(({ name }: { name: string }) => name).slice(0, 2)).to.deep.equal([
      "Authenticator app",
      "Tablet",
    ]);
    expect(answer.status).to.equal(200);
  });

  it("never shows the secret again once it counts", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    await browser.verify();
    const secret = new URL(browser.otpauthUrl()).searchParams.get("secret") ?? "";

    const answers = await Promise.all([
      browser.status(),
      browser.get("/api/v1/mfa/methods"),
      browser.get("/protected"),
    ]);

    for (const answer of answers) expect(JSON.stringify([answer.body, answer.headers])).not.to.include(secret);
  });

  it("ignores what a client wants to decide about its own secret", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const answer = await browser.api("setup/totp", {
      name: "x",
      secret: "AAAA",
      digits: 1,
      verified: true,
      userId: "someone",
    });

    expect(answer.status).to.equal(400);
    expect(answer.body.code).to.equal("ERR-VALIDATION");
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).to.include.members([
      "secret",
      "digits",
      "verified",
      "userId",
    ]);
  });
});
