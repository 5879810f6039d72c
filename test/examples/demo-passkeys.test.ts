import { expect } from "chai";
import type { Locator, Route } from "playwright-core";
import { LISTEN } from "../support/listen-to-passkeys.ts";
import { worksWithin } from "../support/until.ts";
import { plugIn, type VirtualAuthenticator } from "../support/virtual-authenticator.ts";
import { openDemo, type Demo, type Visitor } from "./demo-visitor.ts";

const EMAIL = "ada@example.com";

describe("Passkeys of the demo, in a browser", function () {
  this.timeout(90_000);
  let demo: Demo;
  let ada: Visitor;
  let laptop: VirtualAuthenticator;

  before(async function () {
    demo = await openDemo(this);
    ada = await demo.visit({ javaScriptEnabled: true });
    ada.context.setDefaultTimeout(40_000);
    await ada.context.addInitScript(LISTEN);
    laptop = await plugIn(ada.page, "computer with a fingerprint reader");
    await ada.enter("Create account", EMAIL);
  });
  after(() => demo.close());

  const button = (name: string): Locator => ada.page.getByRole("button", { name, exact: true });
  const status = (): Locator => ada.page.getByRole("status").filter({ hasText: /./ });
  const focused = (): Promise<string> => ada.page.evaluate("document.activeElement.textContent");
  /** By script, of the browser: while fields offer passkeys, or at once. */
  const asked = (mediation: "conditional" | "modal"): Promise<void> =>
    ada.page.locator(`html[data-asked=${mediation}]`).waitFor();
  const told = async (signal: string): Promise<Record<string, unknown>> => {
    const text = await ada.page.locator(`html[data-${signal}]`).getAttribute(`data-${signal}`);
    return JSON.parse(text ?? "") as Record<string, unknown>;
  };
  const signOut = async (): Promise<void> => {
    await ada.press("Sign out");
    await asked("conditional");
  };
  const arriveAt = (path: string): Promise<void> => ada.page.waitForURL(({ pathname }) => pathname === path);
  const touchFor = (name: string, path: string): Promise<void> =>
    laptop.whileTouched(async () => {
      await ada.press(name);
      await arriveAt(path);
    });

  it("adds a passkey under a name, and shows the backup codes", async () => {
    await ada.go("/security");
    await ada.fill("What to call it", "Laptop");
    await touchFor("Add a passkey", "/security/webauthn");

    expect(await ada.page.locator("#backup-codes code").count()).to.equal(10);
    expect((await laptop.held()).map(({ userName }) => userName)).to.deep.equal([EMAIL]);
    await ada.page.getByLabel("I have saved them").check();
    await ada.press("Done");
    expect(await ada.main()).to.match(/Laptop Passkey, not synced added \d{4}-\d\d-\d\d, last used never/);
    await ada.picture("passkeys-1-added");
  });

  it("tells the browser which passkeys there are, and whose", async () => {
    const [key] = await laptop.held();

    const details = await told("signalCurrentUserDetails");
    const { userId, ...accepted } = await told("signalAllAcceptedCredentials");

    expect(userId).to.match(/^[\w-]{86}$/);
    expect(accepted).to.deep.equal({ rpId: "localhost", allAcceptedCredentialIds: [key?.id] });
    expect(details).to.deep.equal({ rpId: "localhost", userId, name: EMAIL, displayName: EMAIL });
  });

  it("says so when it is there already, and leads back to the button", async () => {
    await laptop.whileTouched(async () => {
      await ada.page.getByLabel("What to call it").press("Enter");
      await status().filter({ hasText: "already" }).waitFor();
    });

    expect(await status().textContent()).to.equal("You have added this one already. It is in your list.");
    expect(await focused()).to.equal("Add a passkey");
    expect(await laptop.held()).to.have.length(1);
    await ada.picture("passkeys-2-already");
  });

  it("renames it", async () => {
    await ada.page.getByText("Rename").click();
    await ada.fill("New name of Laptop", "Old laptop");
    await ada.picture("passkeys-3-rename");
    await ada.press("Save");

    await ada.page.getByText("Old laptop").first().waitFor();
    expect(ada.path()).to.equal("/security");
  });

  it("signs in with the button alone, which takes over from the autofill, and from a press that nobody followed", async () => {
    await signOut();
    await ada.picture("passkeys-4-sign-in");
    await ada.press("Sign in with a passkey");
    await asked("modal");
    expect(await status().textContent()).to.include("Your browser asks for your passkey");
    await touchFor("Sign in with a passkey", "/account");

    expect(await ada.main()).to.include(`Signed in as ${EMAIL}, with a second factor`);
  });

  it("leaves the button in charge where the autofill is slow to begin", async () => {
    const late: Route[] = [];
    const path = "**/api/v1/mfa/passkey/options";
    await ada.page.route(path, async (route) => {
      if (late.push(route) > 1) await route.continue();
    });
    await ada.press("Sign out");
    expect(await worksWithin(40, async () => late.length === 1)).to.equal(true);
    await ada.press("Sign in with a passkey");
    await asked("modal");

    const answer = ada.page.waitForResponse(path);
    await late[0]?.continue();
    await (await answer).finished();

    await ada.page.evaluate("PublicKeyCredential.isConditionalMediationAvailable()");
    await asked("modal");
    await ada.page.unroute(path);
    await touchFor("Sign in with a passkey", "/account");
  });

  it("signs in by autofill, to where the person wanted to go", async () => {
    await signOut();

    await laptop.whileTouched(async () => {
      await ada.go("/vault");
      await arriveAt("/vault");
    });

    expect(await ada.main()).to.include("The vault");
  });

  it("tells somebody in words who was not recognised", async () => {
    await signOut();
    await laptop.whileTouched(
      async () => {
        await ada.press("Sign in with a passkey");
        await status().filter({ hasText: "not recognised" }).waitFor();
      },
      { isRecognised: false },
    );

    expect(ada.path()).to.equal("/sign-in");
    await ada.picture("passkeys-5-not-recognised");
  });

  it("is the second factor after the password, with a browser that is remembered", async () => {
    await ada.enter("Sign in", EMAIL);
    await button("Use passkey or security key").waitFor();
    expect(await focused()).to.equal("Use passkey or security key");
    await ada.picture("passkeys-6-second-step");
    await ada.page.getByRole("checkbox", { name: "Don't ask again" }).first().check();
    await touchFor("Use passkey or security key", "/account");

    expect(await ada.main()).to.include("with a second factor");
  });

  it("is asked for at a step-up, and told in words where its user was not recognised", async () => {
    await ada.press("Sign out");
    await ada.enter("Sign in", EMAIL);
    expect(await ada.main()).to.include("in a trusted browser");
    await ada.go("/security");
    await ada.press("Add a passkey");
    await arriveAt("/challenge");
    await laptop.whileTouched(
      async () => {
        await ada.press("Use passkey or security key");
        await status().filter({ hasText: "not recognised" }).waitFor();
      },
      { isRecognised: false },
    );
    await ada.picture("passkeys-7-step-up");
    await touchFor("Use passkey or security key", "/security");

    await ada.page.getByText("Rename").click();
    await ada.fill("New name of Old laptop", "Laptop");
    await ada.press("Save");
    await ada.page.getByText("Laptop", { exact: true }).waitFor();
  });

  it("is gone from the list and from the browser once it is removed", async () => {
    await laptop.keepingAll(async () => {
      await ada.press("Remove Laptop");
      await ada.page.locator("html[data-signalAllAcceptedCredentials*='[]']").waitFor();
      expect(await laptop.held()).to.deep.equal([]);
    });

    expect(await ada.main()).to.include("Your account is protected by its password alone");
  });

  it("signs nobody in any more, where a browser still has it", async () => {
    expect(await laptop.held()).to.have.length(1);
    await signOut();
    await laptop.whileTouched(async () => {
      await ada.press("Sign in with a passkey");
      await ada.page.getByRole("alert").waitFor();
    });

    expect(await ada.page.getByRole("alert").textContent()).to.include("That passkey was not accepted");
    await ada.picture("passkeys-8-removed");
    await ada.go("/account");
    expect(ada.path()).to.equal("/sign-in");
  });

  it("breaks no rule of its content security policy", () => {
    expect(demo.complaints()).to.deep.equal([]);
  });
});
