import { expect } from "chai";
import { openDemo, type Demo, type Visitor } from "./demo-visitor.ts";

const CODE = /\b[0-9]{6}\b/;

describe("Administrators of the demo, and whom they help", function () {
  this.timeout(90_000);
  let demo: Demo;
  let admin: Visitor;
  let carl: Visitor;
  let dora: Visitor;

  before(async function () {
    demo = await openDemo(this);
    admin = await demo.visit({ javaScriptEnabled: true });
    carl = await demo.visit({ javaScriptEnabled: true });
    dora = await demo.visit({ javaScriptEnabled: false });
    for (const [person, email] of [
      [carl, "carl@example.com"],
      [dora, "dora@example.com"],
    ] as const) {
      await person.enter("Create account", email);
      await person.go("/security");
    }
    await carl.addApp();
    await dora.addApp();
  });
  after(() => demo.close());

  /** From wherever the mailbox is asked for. */
  async function proveMailbox(visitor: Visitor, email: string): Promise<void> {
    expect(visitor.path()).to.equal("/mailbox");
    await visitor.press("Send me a code");
    const mail = await visitor.mailTo(email, "Your code");
    await visitor.fill("Code from the message", CODE.exec(mail)?.[0] ?? "");
    await visitor.press("Confirm");
    expect(visitor.path()).to.equal("/security");
  }

  async function open(email: string): Promise<void> {
    await admin.page.getByRole("link", { name: "People", exact: true }).click();
    await admin.page.getByRole("link", { name: email, exact: true }).click();
  }

  async function reset(email: string): Promise<void> {
    await open(email);
    await admin.fill("Reason to reset", "Lost phone, ID checked");
    await admin.press("Reset their second factors");
    expect(await admin.page.getByRole("status").textContent()).to.include("Their second factors are gone");
  }

  it("has an administrator enroll before anything else", async () => {
    await admin.go("/sign-up");
    expect(await admin.main()).to.include("an address that begins with admin@");
    await admin.enter("Create account", "admin@example.com");

    expect(admin.path()).to.equal("/security");
    expect(await admin.main()).to.include("Until it has one, nothing else is open to you");
    for (const path of ["/sessions", "/admin"]) {
      await admin.go(path);
      expect(admin.path()).to.equal("/security");
    }
    await admin.picture("admin-1-must-enroll");
  });

  it("asks for a code from the mailbox before the first second factor", async () => {
    await admin.press("Add an authenticator app");
    expect(await admin.main()).to.include("We send a code to a••@…");
    await admin.picture("admin-2-mailbox");
    await proveMailbox(admin, "admin@example.com");

    const { backupCodes } = await admin.addApp();

    expect(backupCodes).to.have.lengthOf(10);
    await admin.go("/mailbox");
    expect(admin.path()).to.equal("/security");
  });

  it("shows an administrator who is there and how they stand, and nobody else", async () => {
    await open("carl@example.com");
    expect(await admin.main())
      .to.include("A second factor is optional for them (rule: default)")
      .and.include("10 backup codes left")
      .and.match(/Where they are signed in Chrom/);
    await admin.picture("admin-3-person");
    await admin.go("/admin");
    await admin.picture("admin-4-people");

    await carl.go("/admin");

    expect(await carl.main()).to.include("Only administrators");
    expect(await carl.page.getByRole("link", { name: "People" }).count()).to.equal(0);
  });

  it("shows wrong codes, and lets somebody guess again", async () => {
    await carl.go("/challenge");
    await carl.fill("Code of your authenticator app", "000000");
    await carl.press("Confirm");
    await open("carl@example.com");
    expect(await admin.main()).to.include("1 in a row");
    await admin.fill("Reason to let them guess", "Called us");
    await admin.press("Let them guess again");

    expect(await admin.main())
      .to.include("They can guess again")
      .and.include("None lately");
  });

  it("wants a reason, and keeps administrators from helping themselves", async () => {
    await open("carl@example.com");
    await admin.fill("Reason to reset", "  ");
    await admin.press("Reset their second factors");
    expect(await admin.page.getByRole("alert").textContent()).to.include("Say why");
    await open("admin@example.com");
    await admin.fill("Reason to reset", "Why not");
    await admin.press("Reset their second factors");

    expect(await admin.page.getByRole("alert").textContent()).to.include("Not you yourself");
    await admin.picture("admin-5-refused");
    await open("admin@example.com");
    await admin.fill("Reason for more time", "Why not");
    await admin.press("Give more time to enroll");
    expect(await admin.page.getByRole("alert").textContent()).to.include("Not you yourself");
  });

  it("resets second factors; their owner follows the link of the mail, and enrolls again", async () => {
    await reset("carl@example.com");
    await admin.picture("admin-6-reset");
    await carl.go("/account");
    expect(await carl.page.getByRole("alert").textContent()).to.include("Your second factors were removed");

    const mail = await carl.mailTo("carl@example.com", "Set up a new second factor");
    await carl.page.goto(/http\S+#enroll=\S+/.exec(mail)?.[0] ?? "");
    await carl.page.waitForURL("**/sign-in?returnTo=/security");
    await carl.fill("E-mail", "carl@example.com");
    await carl.fill("Password", "correct horse");
    await carl.press("Sign in");
    await carl.page.getByText("Your link was accepted").waitFor();
    expect(await carl.main()).to.include("Until it has one, nothing else is open to you");
    await carl.picture("admin-7-link-accepted");
    await carl.addApp();

    await carl.go("/account");
    expect(await carl.main()).to.include("with a second factor");
  });

  it("says that a link is used up", async () => {
    const mail = await carl.mailTo("carl@example.com", "Set up a new second factor");
    await carl.page.goto(/http\S+#enroll=\S+/.exec(mail)?.[0] ?? "");

    await carl.page.getByText("This link does not work any more").waitFor();
    expect(carl.page.url()).to.equal(`${demo.url}/security`);
    await carl.page.reload({ waitUntil: "networkidle" });
    expect(await carl.page.getByText("This link does not work any more").count()).to.equal(0);
  });

  it("takes the code from the mailbox instead, without JavaScript", async () => {
    await reset("dora@example.com");
    const mail = await dora.mailTo("dora@example.com", "Set up a new second factor");
    await dora.page.goto(/http\S+#enroll=\S+/.exec(mail)?.[0] ?? "");
    expect(await dora.main()).to.include("Without JavaScript, this page can't use your link");
    await dora.picture("admin-8-link-plain");
    await dora.page.getByRole("link", { name: "Sign in", exact: true }).click();
    await dora.fill("E-mail", "dora@example.com");
    await dora.fill("Password", "correct horse");
    await dora.press("Sign in");
    await dora.press("Add an authenticator app");
    await proveMailbox(dora, "dora@example.com");
    await dora.addApp();

    await dora.go("/vault");
    expect(await dora.main()).to.include("The vault");
  });

  it("tells somebody of whom a second factor is required until when they have time, and gives more", async () => {
    const finn = await demo.visit({ javaScriptEnabled: true });
    await finn.enter("Create account", "finn@example.com");
    await open("finn@example.com");
    const id = admin.path().split("/").at(-1) ?? "";
    const rule = `${demo.url}/api/v1/security/policies/user:${id}`;
    expect((await admin.context.request.put(rule, { data: { mfa: "required" } })).status()).to.equal(200);
    await finn.go("/account");
    expect(await finn.main()).to.include(`needs a second factor by ${dayIn(7)}`);
    await finn.picture("admin-9-grace");
    await admin.fill("Days", "30");
    await admin.fill("Reason for more time", "On holiday");
    await admin.press("Give more time to enroll");

    expect(await admin.main()).to.include(`A second factor is required of them by ${dayIn(30)}`);
    await finn.go("/account");
    expect(await finn.main()).to.include(`needs a second factor by ${dayIn(30)}`);
    await finn.context.close();
  });

  it("has nobody to show by an address that was made up", async () => {
    await admin.go("/admin/people/nobody?done=constructor");
    expect(await admin.main()).to.include("There is nobody of that name");
    const answer = await admin.context.request.post(`${demo.url}/admin/people/nobody/promote`);

    expect(answer.status()).to.equal(404);
  });

  it("signs somebody out everywhere, who is told so", async () => {
    await open("dora@example.com");
    await admin.press("Sign them out everywhere");
    expect(await admin.main()).to.include("Nowhere at present");

    await dora.go("/account");

    expect(await dora.page.getByRole("alert").textContent()).to.include("An administrator has signed you out");
  });

  it("takes the request of somebody who has lost everything, and tells when", async () => {
    await carl.press("Sign out");
    await carl.enter("Sign in", "carl@example.com");
    await carl.page.getByRole("link", { name: "I have lost all of these" }).click();
    await carl.picture("admin-10-recovery");
    await carl.press("Remove my second factors");

    expect(await carl.main()).to.include(`Your second factors will be removed on ${dayIn(3)}`);
    await carl.picture("admin-11-recovery-requested");
    expect(await carl.mailTo("carl@example.com", "Recovery of your account")).to.include("with a second factor");
    await open("carl@example.com");
    expect(await admin.main()).to.include(`They have lost all of these, and said so: they go on ${dayIn(3)}`);
  });

  it("says how to come back to whoever asks for recovery without a sign-in under way", async () => {
    await admin.go("/recovery");
    expect(admin.path()).to.equal("/account");
    const nobody = await demo.visit({ javaScriptEnabled: false });
    await nobody.go("/recovery");

    expect(nobody.path()).to.equal("/sign-in");
    await nobody.go("/security");
    expect(nobody.page.url()).to.equal(`${demo.url}/sign-in?returnTo=/security`);
    await nobody.context.close();
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });
});

/** As the pages write it. */
function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
