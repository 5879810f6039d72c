import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { codeFor } from "../support/authenticator.ts";
import { barriersOn } from "../support/axe.ts";
import { startChromium } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { startProgram } from "../support/program.ts";
import { requireServer } from "../support/require-server.ts";
import { screenshotPath } from "../support/screenshots.ts";
import { worksWithin } from "../support/until.ts";

/** The demo in a process of its own, and browsers before it. */
export interface Demo {
  readonly url: string;
  visit(options: { readonly javaScriptEnabled: boolean }): Promise<Visitor>;
  /** What the consoles of all browsers have said against the content security policy. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

/** Somebody with a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  go(path: string): Promise<void>;
  path(): string;
  press(name: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  main(): Promise<string>;
  enter(button: "Create account" | "Sign in", email: string): Promise<void>;
  /** From the security page on; what the app shows from then on, and the backup codes. */
  addApp(): Promise<App>;
  useBackupCode(code: string | undefined): Promise<void>;
  /** The newest text that went to an address, once there are so many of that kind. */
  mailTo(address: string, subject: string, count?: number): Promise<string>;
  picture(name: string): Promise<void>;
}

/** An authenticator app, and the codes on paper. */
export interface App {
  code(secondsFromNow: number): string;
  readonly backupCodes: readonly string[];
  readonly secret: string;
}

export async function openDemo(test: Mocha.Context, env: Readonly<Record<string, string>> = {}): Promise<Demo> {
  const browser = requireServer(test, "Chromium", await startChromium());
  const folder = await mkdtemp(join(tmpdir(), "sallyport-visitor-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const nothing = { NODE_ENV: "", DATABASE_URL: "", REDIS_URL: "", MFA_SECRET: "" };
  const program = await startProgram({
    file: "examples/demo/server.ts",
    cwd: folder,
    env: { ...nothing, PORT: String(port), ...env },
    ready: "Sallyport demo:",
  });
  const heard: string[] = [];
  return {
    url,
    visit: ({ javaScriptEnabled }) => visit(browser, { url, javaScriptEnabled, heard }),
    complaints: () => heard.filter((text) => /Content Security Policy|Refused/.test(text)),
    close: async () => {
      await browser.close();
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Visit {
  readonly url: string;
  readonly javaScriptEnabled: boolean;
  readonly heard: string[];
}

async function visit(browser: Browser, { url, javaScriptEnabled, heard }: Visit): Promise<Visitor> {
  const context = await browser.newContext({ javaScriptEnabled });
  context.setDefaultTimeout(20_000);
  context.on("console", (message) => heard.push(message.text()));
  const page = await context.newPage();
  const go = async (path: string): Promise<void> => {
    await page.goto(`${url}${path}`);
  };
  const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const fill = (label: string, text: string): Promise<void> => page.getByLabel(label).fill(text);

  return {
    ...{ page, context, go, press, fill },
    path: () => new URL(page.url()).pathname,
    main: async () => ((await page.textContent("main")) ?? "").replace(/\s+/g, " "),
    enter: async (button, email) => {
      await go(button === "Sign in" ? "/sign-in" : "/sign-up");
      await fill("E-mail", email);
      await fill("Password", "correct horse");
      await press(button);
    },
    addApp: async () => {
      await press("Add an authenticator app");
      await page.getByText("I can't scan it").click();
      const secret = ((await page.textContent(".secret")) ?? "").replaceAll(" ", "");
      const code = (seconds: number): string =>
        codeFor(`otpauth://totp/x?secret=${secret}`, new Date(Date.now() + seconds * 1000));
      await fill("Code of the app", code(0));
      await press("Turn on");
      await page.locator("#backup-codes").waitFor();
      const backupCodes = await page.locator("#backup-codes code").allTextContents();
      return { code, secret, backupCodes };
    },
    useBackupCode: async (code) => {
      await page.getByText("I can't use my app").click();
      await page.getByLabel("Backup code", { exact: true }).fill(code ?? "");
      await press("Use this code");
    },
    mailTo: (address, subject, count = 1) => mailTo(`${url}/outbox`, context, { address, subject, count }),
    picture: async (name) => {
      // Then scripts have put the page as it stays.
      await page.waitForLoadState("load");
      await page.screenshot({ path: screenshotPath(`demo-${name}`), fullPage: true });
      // It runs in the page.
      if (javaScriptEnabled) expect(await barriersOn(page), name).to.deep.equal([]);
    },
  };
}

/** The page is answered before the message is on its way. */
async function mailTo(
  outbox: string,
  context: BrowserContext,
  { address, subject, count }: { address: string; subject: string; count: number },
): Promise<string> {
  const tab = await context.newPage();
  let texts: readonly string[] = [];
  const hasCome = async (): Promise<boolean> => {
    await tab.goto(outbox);
    const mails = tab.locator("article", { hasText: `To ${address}` }).filter({ hasText: subject });
    texts = await mails.locator("pre").allTextContents();
    return texts.length === count;
  };
  const isThere = await worksWithin(20, hasCome);
  await tab.close();
  expect(isThere, `${String(texts.length)} of "${subject}" went to ${address}`).to.equal(true);
  return texts[0] ?? "";
}
