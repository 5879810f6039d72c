import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator } from "playwright-core";
import { createNotes } from "../../examples/demo/people/notes.ts";
import { openDemo, type App, type Demo, type Visitor } from "./demo-visitor.ts";

/** Long enough for a page and a click on a busy machine, short enough to wait for. */
const STEP_UP_SECONDS = 5;

for (const javaScriptEnabled of [true, false])
  describe(`Trusted browsers and step-ups of the demo, ${javaScriptEnabled ? "with" : "without"} JavaScript`, function () {
    this.timeout(90_000);
    const prefix = javaScriptEnabled ? "trust-js" : "trust-plain";
    let demo: Demo;
    let bob: Visitor;
    let app: App;
    let used = 0;

    const box = (visitor: Visitor): Locator =>
      visitor.page.getByRole("checkbox", { name: "Don't ask again on this browser for 30 days", exact: true });
    const nextBackupCode = (): string | undefined => app.backupCodes[used++];

    before(async function () {
      const env = { DEMO_STEP_UP_SECONDS: String(STEP_UP_SECONDS) };
      demo = await openDemo(this, env);
      bob = await demo.visit({ javaScriptEnabled });
      await bob.enter("Create account", "bob@example.com");
      await bob.go("/security");
      app = await bob.addApp();
      await bob.press("Sign out");
    });
    after(() => demo.close());

    it("offers to remember the browser beside each code of a sign-in", async () => {
      await bob.enter("Sign in", "bob@example.com");
      await bob.page.getByText("I can't use my app").click();

      expect(await box(bob).count()).to.equal(2);
      await bob.picture(`${prefix}-1-challenge`);
    });

    it("keeps the box checked beside a code that was wrong", async () => {
      await box(bob).first().check();
      await bob.fill("Code of your authenticator app", "000000");
      await bob.press("Confirm");
      expect(await box(bob).first().isChecked()).to.equal(true);

      await bob.fill("Code of your authenticator app", app.code(30));
      await bob.press("Confirm");

      expect(await bob.main()).to.include("with a second factor");
    });

    it("asks for no code in a browser that is remembered", async () => {
      await bob.press("Sign out");
      await bob.enter("Sign in", "bob@example.com");

      expect(await bob.main()).to.include("in a trusted browser");
    });

    it("lists it, and asks for a code before it is forgotten", async () => {
      await bob.page.getByRole("link", { name: "Sessions", exact: true }).click();
      expect(await bob.main()).to.match(/Trusted browsers.*Linux \(this one\) trusted on .* until .* last used /);
      await bob.picture(`${prefix}-2-trusted`);
      await bob.page.getByRole("button", { name: /^Forget Chrom.*\(this one\)$/ }).click();

      expect(bob.path()).to.equal("/challenge");
      expect(await box(bob).count()).to.equal(0);
      expect(await bob.main()).to.not.include("I have lost all of these");
      await bob.useBackupCode(nextBackupCode());
      expect(bob.path()).to.equal("/sessions");
    });

    it("asks for a code again where the browser was forgotten", async () => {
      await bob.page.getByRole("button", { name: /^Forget Chrom/ }).click();
      expect(await bob.main()).to.include("None. When you sign in");
      await bob.press("Sign out");
      await bob.enter("Sign in", "bob@example.com");

      expect(bob.path()).to.equal("/challenge");
    });

    it("forgets all browsers at once", async () => {
      const elsewhere = await demo.visit({ javaScriptEnabled });
      for (const browser of [bob, elsewhere]) {
        await browser.enter("Sign in", "bob@example.com");
        await browser.page.getByText("I can't use my app").click();
        await box(browser).last().check();
        await browser.page.getByLabel("Backup code", { exact: true }).fill(nextBackupCode() ?? "");
        await browser.press("Use this code");
      }
      await bob.go("/sessions");
      expect(await bob.page.getByRole("button", { name: /^Forget Chrom/ }).count()).to.equal(2);
      await bob.press("Forget all of them");

      expect(await bob.main()).to.include("None. When you sign in");
      await elsewhere.enter("Sign in", "bob@example.com");
      expect(elsewhere.path()).to.equal("/challenge");
      await elsewhere.context.close();
    });

    it("has nothing against forgetting a browser that is forgotten already", async () => {
      const answer = await bob.context.request.post(`${bob.page.url()}/browsers/gone/forget`);

      expect(answer.status()).to.equal(200);
      expect(answer.url()).to.equal(bob.page.url());
    });

    it("remembers no browser at a step-up, whatever its form says", async () => {
      await bob.go("/challenge?returnTo=/sessions");
      const form = { way: "backup_code", code: nextBackupCode() ?? "", trustDevice: "on" };
      const answer = await bob.context.request.post(bob.page.url(), { form });

      expect(answer.ok()).to.equal(true);
      await bob.go("/sessions");
      expect(await bob.main()).to.include("None. When you sign in");
    });

    it("leaves a note once, after the code that it was kept for", async () => {
      await bob.go("/vault");
      await sleep(STEP_UP_SECONDS * 1000);
      await bob.fill("Leave a note", "The key is <under> the mat");
      await bob.press("Leave it");
      expect(bob.path()).to.equal("/challenge");
      await bob.useBackupCode("AAAAA-AAAAA");
      expect(await bob.page.getByRole("alert").textContent()).to.include("not accepted");
      await bob.page.getByLabel("Backup code", { exact: true }).fill(nextBackupCode() ?? "");
      await bob.press("Use this code");
      if (!javaScriptEnabled) {
        expect(await bob.main()).to.include("Confirmed");
        await bob.picture(`${prefix}-3-confirmed`);
        await bob.press("Go on");
      }
      await bob.page.waitForURL("**/vault");

      await bob.page.reload();
      expect(await bob.page.getByText("The key is <under> the mat").count()).to.equal(1);
      await bob.picture(`${prefix}-4-note`);
    });

    it("takes no note without a text", async () => {
      await bob.fill("Leave a note", "   ");
      await bob.press("Leave it");
      if (bob.path() === "/challenge") {
        await bob.useBackupCode(nextBackupCode());
        if (!javaScriptEnabled) await bob.press("Go on");
      }

      const alert = bob.page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.textContent()).to.include("1 to 200 characters");
    });

    it("breaks no rule of its content security policy", () => {
      expect(demo.complaints()).to.deep.equal([]);
    });
  });

describe("The notes of the demo", () => {
  it("are each person's own, the newest twenty of them", () => {
    const notes = createNotes();
    for (let number = 1; number <= 21; number += 1) notes.leave("bob", String(number));
    notes.leave("carl", "hello");

    expect(notes.of("carl")).to.deep.equal(["hello"]);
    expect(notes.of("bob")).to.have.lengthOf(20).and.include("21").and.not.include("1");
  });
});
