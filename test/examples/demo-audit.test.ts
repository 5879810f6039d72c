import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { auditPage } from "../../examples/demo/pages/audit.ts";
import { worksWithin } from "../support/until.ts";
import { openDemo, type Demo, type Visitor } from "./demo-visitor.ts";

describe("The audit trail of the demo, and requests about data", function () {
  this.timeout(90_000);
  let demo: Demo;
  let admin: Visitor;
  let ivan: Visitor;
  let ivansPage = "";

  before(async function () {
    demo = await openDemo(this);
    ivan = await demo.visit({ javaScriptEnabled: true });
    await ivan.enter("Create account", "ivan@example.com");
    await ivan.go("/security");
    await ivan.addApp();
    admin = await demo.visit({ javaScriptEnabled: true });
    await admin.enter("Create account", "admin@example.com");
    await admin.press("Add an authenticator app");
    await admin.press("Send me a code");
    const mail = await admin.mailTo("admin@example.com", "Your code");
    await admin.fill("Code from the message", /\b[0-9]{6}\b/.exec(mail)?.[0] ?? "");
    await admin.press("Confirm");
    await admin.addApp();
  });
  after(() => demo.close());

  const follow = (name: string): Promise<void> => admin.page.getByRole("link", { name, exact: true }).click();
  const rows = (): Promise<readonly string[]> => admin.page.locator("tbody tr").allTextContents();
  const status = async (): Promise<string> => (await admin.page.getByRole("status").textContent()) ?? "";
  const alert = async (): Promise<string> => (await admin.page.getByRole("alert").textContent()) ?? "";

  it("has what the app records itself, found by its filter", async () => {
    await ivan.go("/vault");
    await follow("Audit trail");
    await admin.picture("audit-1");
    await admin.fill("Event", "app.vault.opened");
    await admin.page.getByLabel("Person").fill("Ivan@example.com");
    await admin.page.getByLabel("Outcome").selectOption("success");
    await admin.page.getByLabel("Person").press("Enter");

    const [only = "", ...others] = await rows();

    expect(others).to.deep.equal([]);
    expect(only).to.match(/app\.vault\.opened\s+success\s+info\s+ivan@example\.com/);
    await admin.picture("audit-2-filtered");
    expect(await admin.page.getByLabel("Event").inputValue()).to.equal("app.vault.opened");
  });

  it("goes on to older events, each once", async () => {
    for (let visit = 0; visit < 55; visit += 1) await ivan.context.request.get(`${demo.url}/vault`);
    const pages = async (): Promise<string> => {
      await admin.go("/admin/audit?type=app.vault.opened&outcome=success");
      const newest = await rows();
      if (newest.length < 50) return "";
      await admin.page.getByRole("link", { name: "Older" }).click({ timeout: 1000 });
      await admin.page.waitForURL(/cursor=/);
      return `${String(newest.length)} and ${String((await rows()).length)}`;
    };

    // They are written in batches, within a moment.
    expect(await worksWithin(10, async () => (await pages()) === "50 and 6")).to.equal(true);
    expect(admin.page.url()).to.include("outcome=success");
    expect(await admin.page.getByRole("link", { name: "Older" }).count()).to.equal(0);
  });

  it("verifies the trail, and says where one does not hold", async () => {
    await follow("All events");
    await admin.press("Verify the trail");
    expect(await status()).to.match(/^[1-9][0-9,]* rows verified, nothing was changed\.$/);
    await admin.picture("audit-3-verified");

    const firstBad = { chain: "events", strand: 3, seq: 17, at: new Date("2026-03-01T12:00:00Z") };
    const verification = { ok: false, reason: "edited", firstBad, rows: 48_211, strands: 32 } as const;
    const { html } = auditPage({ question: {}, entries: [], addresses: new Map(), verification });

    expect(html.replace(/\s+/g, " ")).to.match(
      /role="alert"> The trail does not hold, from row 17 of strand 3 in chain events .*: edited\. .*48,211 rows checked/,
    );
  });

  it("looks for nothing that its form can't have asked", async () => {
    for (const query of ["outcome=maybe", "cursor=x", "person=a&person=b", "type=%00"]) {
      await admin.go(`/admin/audit?${query}`);
      expect(await alert(), query).to.include("Nothing can be looked for by that");
    }
    await admin.go("/admin/audit?person=nobody@example.com");
    expect(await admin.main()).to.include("There are none of these");
  });

  it("scrolls its table, and not the page, on a small phone", async () => {
    await admin.page.setViewportSize({ width: 360, height: 740 });
    await admin.go("/admin/audit");
    await admin.picture("audit-4-phone");

    const widths = await admin.page.evaluate<number[]>(
      `[document.documentElement, document.querySelector(".scroll")].map((box) => box.scrollWidth)`,
    );

    expect(widths[0]).to.equal(360);
    expect(widths[1]).to.be.greaterThan(360);
    await admin.page.setViewportSize({ width: 1280, height: 720 });
  });

  it("shows the acts of administrators to whom they are about, and not from where", async () => {
    await follow("People");
    await follow("ivan@example.com");
    ivansPage = admin.path();
    await admin.fill("Reason to let them guess", "Called us");
    await admin.press("Let them guess again");
    expect(await admin.main()).to.match(/admin_unlocked .*UTC, by somebody else/);
    await admin.picture("audit-5-person");

    await ivan.go("/activity");

    const act = ivan.page.getByRole("listitem").filter({ hasText: "You were allowed to guess again" });
    expect(await act.textContent()).to.match(/UTC, by an administrator\s*$/);
  });

  it("exports what is kept about a person", async () => {
    const [download] = await Promise.all([admin.page.waitForEvent("download"), follow("Export")]);

    const { account, security } = JSON.parse(await readFile(await download.path(), "utf8"));

    expect(account).to.deep.include({ email: "ivan@example.com" });
    expect(security.account.id).to.equal(account.id);
  });

  it("lets nobody near who is no administrator", async () => {
    for (const path of ["/admin/audit", `${ivansPage}/erase`, `${ivansPage}/data.json`]) {
      await ivan.go(path);
      expect(await ivan.main(), path).to.include("Only administrators");
    }
    const form = { reason: "Why not", sure: "on" };
    for (const path of ["/admin/audit/verify", `${ivansPage}/erase`])
      expect((await ivan.context.request.post(`${demo.url}${path}`, { form })).status(), path).to.equal(403);
  });

  it("erases no administrator", async () => {
    await follow("People");
    await follow("admin@example.com");
    await erase("Why not");

    expect(await alert()).to.include("Not you yourself");
    await admin.go("/admin");
    expect(await admin.main()).to.include("admin@example.com");
  });

  it("erases a person after a reason and a promise, account and all, and the trail still holds", async () => {
    await admin.go(ivansPage);
    await erase(" ");
    expect(await alert()).to.include("Say why");
    const unsure = await admin.context.request.post(admin.page.url(), { form: { reason: "Asked for by letter" } });
    expect(unsure.status()).to.equal(400);
    await admin.picture("audit-6-erase");
    await admin.fill("Reason to erase", "Asked for by letter");
    await admin.page.getByLabel("I know").check();
    await admin.press("Erase them");
    const pseudonym = /erased:[0-9a-f-]{36}/.exec(await status())?.[0] ?? expect.fail("no pseudonym");
    await admin.picture("audit-7-erased");
    await follow(pseudonym);
    expect((await rows()).join(" ")).to.match(/user_data_erased.*app\.vault\.opened/s);
    await admin.picture("audit-8-pseudonym");
    await admin.press("Verify the trail");
    expect(await status()).to.include("nothing was changed");
    expect(await admin.main()).to.not.include("ivan@example.com");
  });

  it("has nobody left under that address", async () => {
    await admin.go(ivansPage);
    expect(await admin.main()).to.include("There is nobody of that name");
    await ivan.go("/account");
    expect(ivan.path()).to.equal("/sign-in");
    await ivan.enter("Sign in", "ivan@example.com");

    expect(await ivan.page.getByRole("alert").textContent()).to.include("wrong");
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });

  async function erase(reason: string): Promise<void> {
    await follow("erase");
    await admin.fill("Reason to erase", reason);
    await admin.page.getByLabel("I know").check();
    await admin.press("Erase them");
  }
});
