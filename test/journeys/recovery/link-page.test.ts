import { expect } from "chai";
import express, { type Express } from "express";
import { createServer, connect, type AddressInfo, type Server } from "node:net";
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { startApp, type TestApp } from "../../support/app.ts";
import { enrolledPerson } from "../../support/browser.ts";
import { startChromium } from "../../support/chromium.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { freePort } from "../../support/free-port.ts";
import { parseMarkdown } from "../../support/markdown.ts";
import { requireServer } from "../../support/require-server.ts";
import type { Person } from "../../support/users.ts";
import { linksTo, REASON } from "./lost.ts";

const PAGE = parseMarkdown("docs/recovery.md").fences.find(({ language }) => language === "html")?.text ?? "";

/** As little as a page for the password needs. */
const SIGN_IN = `<form><input name="email"><input name="password" type="password"><button>Sign in</button></form>
<script type="module">
  document.forms[0].addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
    await fetch("/login", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    location.assign(new URLSearchParams(location.search).get("returnTo"));
  });
</script>`;

function addPages(app: Express): void {
  for (const [path, page] of [
    ["/enroll", PAGE],
    ["/sign-in", SIGN_IN],
  ] as const)
    app.get(path, (_req, res) => res.type("html").send(`<!doctype html><title>Page</title>${page}`));
}

describe("The page in docs/recovery.md that a link leads to, in a browser,", function () {
  this.timeout(60_000);
  let chromium: Browser | undefined;
  let app: TestApp;
  let door: Server;
  let page: Page;

  before(async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    chromium = requireServer(this, "Chromium", await startChromium());
    // The origin has to be known before the app has a port.
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const recovery = { enrollPath: "/enroll" };
    app = await startApp({ express, sallyport: { sequelize, origin, recovery }, routes: addPages });
    door = createServer((near) => {
      const far = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
      near.on("error", () => far.destroy()).pipe(far);
      far.on("error", () => near.destroy()).pipe(near);
    }).listen(port, "localhost");
    await once(door, "listening");
  });
  after(async () => {
    await chromium?.close();
    await app.close();
    door.close();
  });

  /** Somebody whom an operator has just reset, and the link that they got. */
  async function resetPerson(): Promise<{ readonly person: Person; readonly link: string }> {
    const { person } = await enrolledPerson(app);
    await app.mfa.admin.resetMfa(person.id, { by: "the test", reason: REASON });
    return { person, link: (await linksTo(app, person))[0] ?? expect.fail("no link was mailed") };
  }

  /** In a browser that knows nothing of them. */
  async function follow(link: string, { email, password }: Person): Promise<void> {
    page = await (await chromium!.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(link);
    await page.locator("[name=email]").fill(email);
    await page.locator("[name=password]").fill(password);
    await page.getByRole("button").click();
    await page.waitForURL("**/enroll");
  }

  it("asks for the password, hands the token over and shows what to scan, with no trace of it left", async () => {
    const { person, link } = await resetPerson();

    await follow(link, person);
    await page.getByAltText("Scan this with your app").waitFor();

    const kept = await page.evaluate("JSON.stringify([location.href, { ...sessionStorage }, { ...localStorage }])");
    expect(kept).to.equal(JSON.stringify([`${new URL(link).origin}/enroll`, {}, {}]));
  });

  it("says so where the link is used up", async () => {
    const { person, link } = await resetPerson();
    await follow(link, person);
    await page.getByAltText("Scan this with your app").waitFor();

    await follow(link, person);

    await page.getByText("This link is used up: ask for a code.").waitFor();
  });
});
