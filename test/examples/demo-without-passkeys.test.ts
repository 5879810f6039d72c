import { expect } from "chai";
import { plugIn, type VirtualAuthenticator } from "../support/virtual-authenticator.ts";
import { openDemo, type Demo, type Visitor } from "./demo-visitor.ts";

const EMAIL = "admin@example.com";
const CODE = /\b[0-9]{6}\b/;

describe("The demo, where a passkey is refused or unknown", function () {
  this.timeout(90_000);
  let demo: Demo;
  let admin: Visitor;
  let laptop: VirtualAuthenticator;
  let backupCodes: readonly string[] = [];

  before(async function () {
    demo = await openDemo(this);
    admin = await demo.visit({ javaScriptEnabled: true });
    admin.context.setDefaultTimeout(40_000);
    laptop = await plugIn(admin.page, "computer with a fingerprint reader");
  });
  after(() => demo.close());

  const arriveAt = (path: string): Promise<void> => admin.page.waitForURL(({ pathname }) => pathname === path);

  it("leads to the mailbox who has to show that it is theirs before the first one", async () => {
    await admin.enter("Create account", EMAIL);
    await admin.press("Add a passkey");
    await arriveAt("/mailbox");
    await admin.press("Send me a code");
    await admin.fill("Code from the message", CODE.exec(await admin.mailTo(EMAIL, "Your code"))?.[0] ?? "");
    await admin.press("Confirm");
    await laptop.whileTouched(async () => {
      await admin.press("Add a passkey");
      await arriveAt("/security/webauthn");
    });

    backupCodes = await admin.page.locator("#backup-codes code").allTextContents();
    expect(backupCodes).to.have.length(10);
  });

  it("leaves the last one to somebody who must have one, and says why", async () => {
    await admin.go("/security");
    await admin.page.getByRole("button", { name: /^Remove Passkey/ }).click();

    expect(await admin.page.getByRole("alert").textContent()).to.include("Your account needs a second factor");
    expect(await laptop.held()).to.have.length(1);
    await admin.picture("without-1-last");
  });

  it("shows no button and takes a backup code, in a browser that knows no passkeys", async () => {
    const old = await demo.visit({ javaScriptEnabled: true });
    await old.context.addInitScript("delete window.PublicKeyCredential");
    await old.enter("Sign in", EMAIL);
    await old.picture("without-2-old-browser");
    expect(await old.page.getByRole("button").allTextContents()).to.deep.equal([]);
    await old.page.getByText("I can't use my key").click();
    await old.page.getByLabel("Backup code", { exact: true }).fill(backupCodes[0] ?? "");
    await old.press("Use this code");
    await old.go("/security");

    expect(await old.main()).to.include("Passkey on Linux");
    expect(await old.page.getByRole("button", { name: "Add a passkey" }).count()).to.equal(0);
    await old.context.close();
  });

  it("says that keys need JavaScript and takes a backup code, without it", async () => {
    const plain = await demo.visit({ javaScriptEnabled: false });
    await plain.enter("Sign in", EMAIL);
    await plain.picture("without-3-plain");
    expect(await plain.page.getByRole("button").allTextContents()).to.deep.equal([]);
    expect(await plain.main()).to.include("Passkeys and security keys need JavaScript");
    await plain.page.getByText("I can't use my key").click();
    await plain.page.getByLabel("Backup code", { exact: true }).fill(backupCodes[1] ?? "");
    await plain.press("Use this code");
    await plain.go("/security");

    expect(await plain.main()).to.include("Passkey on Linux");
    expect(await plain.page.getByRole("button", { name: "Add a passkey" }).count()).to.equal(0);
    await plain.context.close();
  });

  for (const path of ["/sign-in/passkey", "/challenge", "/security/webauthn"])
    it(`says so in words where ${path} gets no answer of a key`, async () => {
      const form = { way: "webauthn", response: "{}" };
      const answer = await admin.context.request.post(`${demo.url}${path}`, { form });

      expect(answer.status()).to.equal(400);
      expect(await answer.text()).to.include("That is no answer of a passkey or security key");
    });

  it("leads back to its page who loads that of a refusal again", async () => {
    await admin.go("/sign-in/passkey");
    expect(admin.path()).to.equal("/sign-in");

    await admin.go("/security/webauthn");
    expect(admin.path()).to.equal("/security");
  });
});
