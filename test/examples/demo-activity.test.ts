import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { openDemo, type App, type Demo, type Visitor } from "./demo-visitor.ts";

const EMAIL = "hana@example.com";

describe("What people see of their own account in the demo", function () {
  this.timeout(90_000);
  let demo: Demo;
  let hana: Visitor;
  let app: App;

  before(async function () {
    demo = await openDemo(this);
    hana = await demo.visit({ javaScriptEnabled: true });
    await hana.enter("Create account", EMAIL);
    await hana.go("/security");
    app = await hana.addApp();
    await hana.press("Sign out");
  });
  after(() => demo.close());

  const follow = (name: string): Promise<void> => hana.page.getByRole("link", { name, exact: true }).click();

  it("shows a wrong code that somebody has tried, when and where", async () => {
    const stranger = await demo.visit({ javaScriptEnabled: false });
    await stranger.enter("Sign in", EMAIL);
    await stranger.fill("Code of your authenticator app", "000000");
    await stranger.press("Confirm");
    await stranger.context.close();
    await hana.enter("Sign in", EMAIL);
    await hana.page.getByRole("checkbox", { name: "Don't ask again" }).first().check();
    await hana.fill("Code of your authenticator app", app.code(30));
    await hana.press("Confirm");
    await follow("Activity");

    const wrong = hana.page.getByRole("listitem").filter({ hasText: "A wrong code was entered" });

    expect(await wrong.textContent()).to.match(/Chrom\w+ \d+ on Linux, 127\.0\.0\.\*/);
    const time = await wrong.locator("time").getAttribute("datetime");
    expect(Date.now() - Date.parse(time ?? "")).to.be.within(0, 90_000);
    expect(await hana.main())
      .to.match(/A browser was remembered.* An authenticator app was added/)
      .and.not.match(/session_created|undefined|null/);
    await hana.picture("activity-1");
  });

  it("leads on to where other sessions end", async () => {
    await follow("end the other sessions");

    expect(hana.path()).to.equal("/sessions");
  });

  it("asks for a second factor before the download, since a remembered browser has shown none", async () => {
    await hana.press("Sign out");
    await hana.enter("Sign in", EMAIL);
    await follow("Activity");
    await follow("Download my data");
    expect(hana.path()).to.equal("/challenge");

    const early = await hana.context.request.get(`${demo.url}/activity/my-data.json`);

    expect(new URL(early.url()).search).to.equal("?returnTo=/activity/my-data");
    expect(early.headers()["content-type"]).to.include("text/html");
  });

  it("hands out everything about them, and nothing that lets anybody in", async () => {
    const cookies = (await hana.context.cookies()).map(({ value }) => value);
    await hana.useBackupCode(app.backupCodes[0]);
    expect(hana.path()).to.equal("/activity/my-data");
    await hana.picture("activity-2-my-data");
    await hana.page.getByRole("link", { name: "Download my-data.json" }).focus();
    const [download] = await Promise.all([hana.page.waitForEvent("download"), hana.page.keyboard.press("Enter")]);
    expect(download.suggestedFilename()).to.equal("my-data.json");
    const text = await readFile(await download.path(), "utf8");

    const { account, security } = JSON.parse(text);

    expect(account.email).to.equal(EMAIL);
    expect(security).to.deep.include({ format: "sallyport.personal-data", account: { id: account.id } });
    expect(security.events.map(({ type }: { type: string }) => type)).to.include("mfa_challenge_failed");
    const now = (await hana.context.cookies()).map(({ value }) => value);
    for (const secret of [app.secret, ...app.backupCodes, ...cookies, ...now]) expect(text).to.not.include(secret);
  });

  it("has the download in it as well", async () => {
    await follow("your activity");

    expect(await hana.main()).to.include("Your data were downloaded");
  });

  for (const path of ["/activity", "/activity/my-data"])
    it(`fits ${path} on a small phone, without JavaScript as well`, async () => {
      const phone = await hana.context.browser()?.newContext({ javaScriptEnabled: false });
      const page = (await phone?.newPage()) ?? expect.fail("no browser");
      await phone?.addCookies(await hana.context.cookies());
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${demo.url}${path}`);

      const width = await page.evaluate<number>("document.documentElement.scrollWidth");

      expect(width).to.equal(360);
      await phone?.close();
    });

  it("shows nothing to those who are not signed in, or not yet", async () => {
    const nobody = await demo.visit({ javaScriptEnabled: false });
    const open = async (path: string): Promise<string> => {
      await nobody.go(path);
      return nobody.path();
    };
    const paths = ["/activity", "/activity/my-data", "/activity/my-data.json"];
    for (const path of paths) expect(await open(path)).to.equal("/sign-in");
    await nobody.enter("Sign in", EMAIL);

    for (const path of paths) expect(await open(path)).to.equal("/challenge");
    await nobody.context.close();
  });

  it("shows nobody what happened to others", async () => {
    const jo = await demo.visit({ javaScriptEnabled: false });
    await jo.enter("Create account", "jo@example.com");
    await jo.go("/activity");

    expect(await jo.page.getByRole("listitem").allTextContents()).to.have.lengthOf(1);
    expect(await jo.main()).to.include("Signed in");
    await jo.context.close();
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });
});
