import { expect } from "chai";
import { openDemo, type App, type Demo, type Visitor } from "./demo-visitor.ts";

const EMAIL = "grace@example.com";

/** Each page is photographed, and has to be usable without eyes and without a mouse (axe-core): see `picture`. */
describe("Somebody's way through the demo, in a browser", function () {
  this.timeout(120_000);
  let demo: Demo;
  let grace: Visitor;
  let app: App;
  const visited = new Set<string>();
  const pictured = new Set<string>();

  before(async function () {
    demo = await openDemo(this);
    grace = await demo.visit({ javaScriptEnabled: true });
    grace.context.setDefaultTimeout(40_000);
    grace.page.on("framenavigated", () => visited.add(grace.path()));
  });
  after(() => demo.close());

  const heading = async (): Promise<string> => (await grace.page.textContent("h1")) ?? "";
  const follow = (name: string): Promise<void> => grace.page.getByRole("link", { name, exact: true }).click();
  const picture = async (name: string): Promise<void> => {
    await grace.picture(`journey-${name}`);
    pictured.add(grace.path());
  };

  it("signs up", async () => {
    await grace.go("/");
    await picture("1-sign-in");
    await follow("Create an account");
    await picture("2-sign-up");
    await grace.enter("Create account", EMAIL);

    expect(await grace.main()).to.include(`Signed in as ${EMAIL}, with your password alone`);
    await picture("3-account");
  });

  it("sets up an authenticator app, with a wrong code first", async () => {
    await follow("Security");
    await picture("4-security");
    await grace.press("Add an authenticator app");
    await grace.page.getByText("I can't scan it").click();
    await picture("5-qr-code");
    await grace.fill("Code of the app", "000000");
    await grace.press("Turn on");
    expect(await grace.page.getByRole("alert").textContent()).to.include("not accepted");
    await picture("6-wrong-code");
    await follow("Cancel");

    app = await grace.addApp();

    expect(await heading()).to.equal("Save your backup codes");
  });

  it("keeps the backup codes", async () => {
    expect(app.backupCodes).to.have.length(10);
    await picture("7-backup-codes");
    await grace.page.getByLabel("I have saved them").check();
    await grace.press("Done");

    expect(await grace.main()).to.match(/Authenticator app .* 10 left/);
    await picture("8-protected");
  });

  it("signs in with a code of the app, and has this browser remembered", async () => {
    await grace.press("Sign out");
    await grace.enter("Sign in", EMAIL);
    await picture("9-second-step");
    await grace.fill("Code of your authenticator app", app.code(30));
    await grace.page.getByRole("checkbox", { name: "Don't ask again" }).first().check();
    await grace.press("Confirm");

    expect(await grace.main()).to.include("with a second factor");
  });

  it("sees the session of another browser, and ends it", async () => {
    const elsewhere = await demo.visit({ javaScriptEnabled: true });
    await elsewhere.enter("Sign in", EMAIL);
    await elsewhere.useBackupCode(app.backupCodes[0]);
    expect(elsewhere.path()).to.equal("/account");
    await follow("Sessions");
    expect(await grace.main())
      .to.include("2 sessions")
      .and.match(/Trusted browsers .* \(this one\)/);
    await picture("10-sessions");

    await grace.page.getByRole("button", { name: /^End the session on Chrom/ }).click();

    expect(await grace.main()).to.include("One session");
    await picture("11-one-session");
    await elsewhere.go("/account");
    expect(await elsewhere.page.getByRole("alert").textContent()).to.include("ended from another device");
    await elsewhere.picture("journey-12-ended");
    await elsewhere.context.close();
  });

  it("signs in again in the browser that is remembered, with the password alone", async () => {
    await grace.press("Sign out");
    await grace.enter("Sign in", EMAIL);

    expect(grace.path()).to.equal("/account");
    expect(await grace.main()).to.include("in a trusted browser");
    await picture("13-trusted");
  });

  it("shows the app once more where that is not enough, and leaves a note in the vault", async () => {
    await follow("Vault");
    expect(await heading()).to.equal("Confirm it's you");
    await picture("14-step-up");
    await grace.useBackupCode(app.backupCodes[1]);
    expect(await heading()).to.equal("The vault");
    await picture("15-vault");
    await grace.fill("Leave a note", "Hello");
    await grace.press("Leave it");
    await grace.page.locator("li", { hasText: "Hello" }).waitFor();

    await follow("Security");
    expect(await grace.main()).to.include("8 left");
    await grace.go("/outbox");
    await picture("16-outbox");
  });

  it("has met no page that keeps people out", () => {
    expect([...pictured]).to.include.members([...visited]);
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });
});
