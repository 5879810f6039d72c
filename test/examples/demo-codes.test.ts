import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { startChromium } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { startProgram, type Program } from "../support/program.ts";
import { requireServer } from "../support/require-server.ts";
import { worksWithin } from "../support/until.ts";

const PORT = await freePort();
const URL_ = `http://localhost:${String(PORT)}`;

const KINDS = [
  { kind: "text message", account: "ada@example.com", label: "Phone number", to: "+4915112345678", add: "number" },
  { kind: "e-mail", account: "bob@example.com", label: "E-mail address", to: "bob@example.com", add: "address" },
] as const;

// Without JavaScript: with it, these pages are the same.
describe("The codes of the demo, in a browser", function () {
  this.timeout(90_000);
  let program: Program | undefined;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let folder = "";
  const complaints: string[] = [];

  before(async function () {
    browser = requireServer(this, "Chromium", await startChromium());
    folder = await mkdtemp(join(tmpdir(), "sallyport-codes-"));
    const env = { NODE_ENV: "", DATABASE_URL: "", REDIS_URL: "", MFA_SECRET: "", PORT: String(PORT) };
    program = await startProgram({ file: "examples/demo/server.ts", cwd: folder, env, ready: "Sallyport demo:" });
    context = await browser.newContext({ javaScriptEnabled: false });
    context.setDefaultTimeout(20_000);
    context.on("console", (message) => complaints.push(message.text()));
    page = await context.newPage();
  });
  after(async () => {
    await browser?.close();
    await program?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const main = async (): Promise<string> => (await page.textContent("main")) ?? "";
  const alert = async (): Promise<string> => (await page.getByRole("alert").textContent()) ?? "";
  const picture = (name: string): Promise<Buffer> =>
    page.screenshot({ path: `artifacts/demo-codes-${name.replace(" ", "-")}.png`, fullPage: true });

  async function enter(button: "Create account" | "Sign in", email: string): Promise<void> {
    await page.goto(`${URL_}/${button === "Sign in" ? "sign-in" : "sign-up"}`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("correct horse");
    await press(button);
  }

  /** All codes that went there, newest first, as the outbox shows them. */
  async function codesSentTo(to: string): Promise<readonly string[]> {
    const outbox = await context.newPage();
    await outbox.goto(`${URL_}/outbox`);
    const texts = await outbox
      .locator("article", { hasText: `To ${to}` })
      .locator("pre")
      .allTextContents();
    await outbox.close();
    return texts.flatMap((text) => /\b[0-9]{6}\b/.exec(text) ?? []);
  }

  /** The page is answered before the message is on its way. */
  async function fillCodeSentTo(to: string, { sends }: { sends: number }): Promise<void> {
    let codes: readonly string[] = [];
    const hasCome = async (): Promise<boolean> => (codes = await codesSentTo(to)).length === sends;
    expect(await worksWithin(10, hasCome), `${String(codes.length)} codes went to ${to}`).to.equal(true);
    await page.getByLabel("Code from the message").fill(codes[0] ?? "");
  }

  for (const { kind, account, label, to, add } of KINDS) {
    it(`adds a second factor by ${kind}, and shows the backup codes`, async () => {
      await enter("Create account", account);
      await page.goto(`${URL_}/security`);
      const field = page.getByLabel(label);
      if (kind === "e-mail") expect(await field.inputValue()).to.equal(account);
      await field.fill(to);
      await press(`Add this ${add}`);
      expect(await main()).to.match(/We have sent a code to \S*•/);
      await picture(`1-${kind}`);
      await fillCodeSentTo(to, { sends: 1 });
      await press("Turn on");

      expect(await page.locator("#backup-codes code").count()).to.equal(10);
      await page.getByLabel("I have saved them").check();
      await press("Done");
      expect(await main()).to.match(/to \S*•/);
      await picture(`2-${kind}-added`);
    });

    it(`signs in with a code by ${kind}, once it was asked for`, async () => {
      await press("Sign out");
      await enter("Sign in", account);
      expect(await page.getByLabel("Code from the message").count()).to.equal(0);
      await picture(`3-${kind}-challenge`);
      await press("Send me a code");
      await fillCodeSentTo(to, { sends: 2 });
      await press("Confirm");

      expect(await main()).to.include(`Signed in as ${account}, with a second factor`);
      await press("Sign out");
    });
  }

  it("says in words that a premium number is refused, and sends nothing there", async () => {
    await enter("Create account", "eve@example.com");
    await page.goto(`${URL_}/security`);
    await page.getByLabel("Phone number").fill("+49 900 1654321");
    await press("Add this number");

    expect(await alert()).to.include("This number can't be used");
    expect(await page.getByLabel("Phone number").inputValue()).to.equal("+49 900 1654321");
    expect(await codesSentTo("+49900")).to.deep.equal([]);
    await picture("4-premium");
  });

  it("says how long to wait for one more, and that a code was wrong", async () => {
    await page.getByLabel("Phone number").fill("+4915112345679");
    await press("Add this number");
    await press("Send it again");
    expect(await alert()).to.match(/No code can be sent yet. Please wait [0-9]+ seconds/);
    await page.getByLabel("Code from the message").fill("000000");
    await press("Turn on");

    expect(await alert()).to.include("not accepted");
    await fillCodeSentTo("+4915112345679", { sends: 1 });
    await press("Turn on");
    expect(await page.textContent("h1")).to.equal("Save your backup codes");
  });

  it("offers each way that the person has", async () => {
    await page.goto(`${URL_}/security`);
    await press("Add this address");
    await fillCodeSentTo("eve@example.com", { sends: 1 });
    await press("Turn on");
    await press("Sign out");
    await enter("Sign in", "eve@example.com");

    expect(await main()).to.include("A text message with a code goes to ••••79");
    await picture("5-ways");
    await page.getByRole("link", { name: "Get an e-mail at e•••@e•••.com" }).click();
    await press("Send me a code");
    await fillCodeSentTo("eve@example.com", { sends: 2 });
    await press("Confirm");

    expect(new URL(page.url()).pathname).to.equal("/account");
  });

  it("offers the way that was used last first to a person who is in already", async () => {
    await page.goto(`${URL_}/challenge?returnTo=/vault`);
    expect(await main()).to.include("An e-mail with a code goes to");
    await page.getByRole("link", { name: "Get a text message at ••••79" }).click();
    await press("Send me a code");
    await fillCodeSentTo("+4915112345679", { sends: 2 });
    await press("Confirm");

    expect(await page.textContent("h1")).to.equal("The vault");
  });

  it("shows mails as they look, where nothing in them can run", async () => {
    await page.goto(`${URL_}/outbox`);
    const href = await page.getByRole("link", { name: "The same as HTML" }).first().getAttribute("href");

    const mail = await fetch(`${URL_}${href ?? ""}`);

    expect(mail.headers.get("content-security-policy")).to.match(/^sandbox; default-src 'none'/);
    expect(await mail.text()).to.include("<!doctype html>");
  });

  it("breaks no rule of its content security policy", () => {
    expect(complaints.filter((text) => /Content Security Policy|Refused/.test(text))).to.deep.equal([]);
  });
});
