import { expect } from "chai";
import { LISTEN } from "../support/listen-to-passkeys.ts";
import { plugIn, type VirtualAuthenticator } from "../support/virtual-authenticator.ts";
import { openDemo, type Demo, type Visitor } from "./demo-visitor.ts";

const EMAIL = "bob@example.com";

describe("Security keys of the demo, in a browser", function () {
  this.timeout(90_000);
  let demo: Demo;
  let bob: Visitor;
  let stick: VirtualAuthenticator;
  let laptop: VirtualAuthenticator;

  before(async function () {
    demo = await openDemo(this);
    bob = await demo.visit({ javaScriptEnabled: true });
    await bob.context.addInitScript(LISTEN);
    bob.context.setDefaultTimeout(40_000);
    stick = await plugIn(bob.page, "security key without a PIN");
    await bob.enter("Create account", EMAIL);
    await bob.go("/security");
  });
  after(() => demo.close());

  const arriveAt = (path: string): Promise<void> => bob.page.waitForURL(({ pathname }) => pathname === path);
  const touchFor = (key: VirtualAuthenticator, name: string, path: string): Promise<void> =>
    key.whileTouched(async () => {
      await bob.press(name);
      await arriveAt(path);
    });

  it("adds one that can do no more than be touched", async () => {
    await touchFor(stick, "Add a security key", "/security/webauthn");
    expect(await bob.page.locator("#backup-codes code").count()).to.equal(10);
    await bob.go("/security");

    expect(await bob.main()).to.match(/Security key Security key, not synced added/);
    expect(await stick.held()).to.have.length(1);
    await bob.picture("keys-1-added");
  });

  it("takes it after the password, and remembers the browser that asks for that", async () => {
    await bob.press("Sign out");
    await bob.enter("Sign in", EMAIL);
    await bob.page.getByRole("checkbox", { name: "Don't ask again" }).first().check();
    await bob.picture("keys-2-second-step");
    await touchFor(stick, "Use passkey or security key", "/account");

    expect(await bob.main()).to.include("with a second factor");
  });

  it("takes it at a step-up", async () => {
    await bob.press("Sign out");
    await bob.enter("Sign in", EMAIL);
    expect(await bob.main()).to.include("in a trusted browser");
    await bob.go("/vault");
    await arriveAt("/challenge");
    await bob.picture("keys-3-step-up");
    await touchFor(stick, "Use passkey or security key", "/vault");

    expect(await bob.main()).to.include("Leave a note");
  });

  it("adds a passkey beside it, and takes either at the second step", async () => {
    laptop = await plugIn(bob.page, "computer with a fingerprint reader");
    await bob.go("/security");
    await laptop.whileTouched(async () => {
      await bob.press("Add a passkey");
      await bob.page.getByText("Passkey, not synced").waitFor();
    });
    await bob.picture("keys-4-both");

    for (const key of [stick, laptop]) {
      await bob.go("/challenge?returnTo=/sessions");
      await touchFor(key, "Use passkey or security key", "/sessions");
    }
  });

  it("is removed alone: what the browser holds beside it stays there", async () => {
    const [passkey] = await laptop.held();
    await bob.go("/security");
    await bob.press("Remove Security key");
    await bob.page.locator(`html[data-signalAllAcceptedCredentials*='["${passkey?.id ?? ""}"]']`).waitFor();

    expect(await bob.main()).to.not.include("Security key, not synced");
    expect(await laptop.held()).to.deep.equal([passkey]);
    await bob.press("Sign out");
    await laptop.whileTouched(async () => {
      await bob.go("/sign-in");
      await arriveAt("/account");
    });
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });
});
