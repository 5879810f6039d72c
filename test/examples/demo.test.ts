import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { codeFor } from "../support/authenticator.ts";
import { startChromium } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { startProgram, type Program } from "../support/program.ts";
import { requireServer } from "../support/require-server.ts";

const PORT = await freePort();
const URL_ = `http://localhost:${String(PORT)}`;

for (const javaScriptEnabled of [true, false])
  describe(`The demo, in a browser ${javaScriptEnabled ? "with" : "without"} JavaScript`, function () {
    this.timeout(60_000);
    let program: Program | undefined;
    let browser: Browser | undefined;
    let page: Page;
    let folder = "";
    let codes: string[] = [];
    let secret = "";
    const complaints: string[] = [];

    before(async function () {
      browser = requireServer(this, "Chromium", await startChromium());
      folder = await mkdtemp(join(tmpdir(), "sallyport-demo-"));
      const env = { DATABASE_URL: "", REDIS_URL: "", MFA_SECRET: "", PORT: String(PORT) };
      program = await startProgram({ file: "examples/demo/server.ts", cwd: folder, env, ready: "Sallyport demo:" });
      page = await (await browser.newContext({ javaScriptEnabled })).newPage();
      page.setDefaultTimeout(20_000);
      page.on("console", (message) => complaints.push(message.text()));
    });
    after(async () => {
      await browser?.close();
      await program?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const picture = (name: string): Promise<Buffer> =>
      page.screenshot({ path: `artifacts/demo-${javaScriptEnabled ? "js" : "plain"}-${name}.png`, fullPage: true });
    const code = (secondsFromNow: number): string =>
      codeFor(`otpauth://totp/x?secret=${secret}`, new Date(Date.now() + secondsFromNow * 1000));

    it("signs a new person up and in", async () => {
      await page.goto(`${URL_}/sign-up`);
      await page.getByLabel("E-mail").fill("ada@example.com");
      await page.getByLabel("Password").fill("correct horse");
      await page.getByRole("button", { name: "Create account" }).click();

      expect(await page.textContent("main")).to.include("with your password alone");
      await picture("1-account");
    });

    it("keeps the vault closed without a second factor", async () => {
      await page.getByRole("link", { name: "Vault", exact: true }).click();

      expect(new URL(page.url()).pathname).to.equal("/security");
      await picture("2-security");
    });

    it("adds an authenticator app and shows the backup codes", async () => {
      await page.getByLabel("Name").fill("Phone");
      await page.getByRole("button", { name: "Add an authenticator app" }).click();
      await page.getByText("I can't scan it").click();
      secret = ((await page.textContent(".secret")) ?? "").replaceAll(" ", "");
      await picture("3-qr-code");
      await page.getByLabel("Code of the app").fill(code(0));
      await page.getByRole("button", { name: "Turn on" }).click();

      codes = await page.locator("#backup-codes code").allTextContents();
      expect(codes).to.have.lengthOf(10);
      expect(await page.locator("#backup-code-tools").isVisible()).to.equal(javaScriptEnabled);
      await picture("4-backup-codes");
    });

    it("asks for the promise that they are saved", async () => {
      await page.getByLabel("I have saved them").check();
      await page.getByRole("button", { name: "Done" }).click();

      expect(await page.textContent("main")).to.include("10 left");
    });

    it("asks for a code at the next sign-in, and leads to where the person wanted to go", async () => {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.goto(`${URL_}/vault`);
      await page.getByLabel("E-mail").fill("ADA@example.com ");
      await page.getByLabel("Password").fill("correct horse");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await picture("5-challenge");
      await page.getByLabel("Code of your authenticator app").fill("000000");
      await page.getByRole("button", { name: "Confirm" }).click();
      expect(await page.getByRole("alert").textContent()).to.include("not accepted");
      await picture("6-wrong-code");
      await page.getByLabel("Code of your authenticator app").fill(code(30));
      await page.getByRole("button", { name: "Confirm" }).click();

      expect(await page.textContent("h1")).to.equal("The vault");
    });

    it("takes a backup code instead", async () => {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByLabel("E-mail").fill("ada@example.com");
      await page.getByLabel("Password").fill("correct horse");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByText("I can't use my app").click();
      await page.getByLabel("Backup code", { exact: true }).fill(codes[0] ?? "");
      await page.getByRole("button", { name: "Use this code" }).click();

      expect(new URL(page.url()).pathname).to.equal("/account");
      await page.goto(`${URL_}/security`);
      expect(await page.textContent("main")).to.include("9 left");
    });

    it("lists the sessions, ends another one, and tells its browser why", async () => {
      const context = await (browser ?? expect.fail("no browser")).newContext({ javaScriptEnabled });
      const elsewhere = await context.newPage();
      await elsewhere.goto(`${URL_}/sign-in`);
      await elsewhere.getByLabel("E-mail").fill("ada@example.com");
      await elsewhere.getByLabel("Password").fill("correct horse");
      await elsewhere.getByRole("button", { name: "Sign in", exact: true }).click();
      await elsewhere.getByText("I can't use my app").click();
      await elsewhere.getByLabel("Backup code", { exact: true }).fill(codes[1] ?? "");
      await elsewhere.getByRole("button", { name: "Use this code" }).click();
      await page.getByRole("link", { name: "Sessions", exact: true }).click();
      expect(await page.textContent("main"))
        .to.include("2 sessions")
        .and.include("(this one)");
      await picture("7-sessions");

      await page.getByRole("button", { name: /^End the session on Chrom/ }).click();

      expect(await page.textContent("main")).to.include("One session");
      await elsewhere.goto(`${URL_}/account`);
      expect(await elsewhere.getByRole("alert").textContent()).to.include("ended from another device");
      await context.close();
    });

    it("breaks no rule of its content security policy", () => {
      expect(complaints.filter((text) => /Content Security Policy|Refused/.test(text))).to.deep.equal([]);
    });
  });
