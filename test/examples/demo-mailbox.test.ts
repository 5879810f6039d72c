import { expect } from "chai";
import { openDemo, type Demo } from "./demo-visitor.ts";

describe("The mailbox page of the demo", function () {
  this.timeout(90_000);
  let demo: Demo;

  before(async function () {
    demo = await openDemo(this);
  });
  after(() => demo.close());

  it("says that a code from the mailbox was wrong, and when another can be sent", async () => {
    const eve = await demo.visit({ javaScriptEnabled: false });
    await eve.enter("Create account", "admin@eve.example");
    await eve.press("Add an authenticator app");
    await eve.press("Send me a code");
    await eve.fill("Code from the message", "000000");
    await eve.press("Confirm");
    expect(await eve.page.getByRole("alert").textContent()).to.include("not accepted");
    await eve.press("Send it again");

    expect(await eve.page.getByRole("alert").textContent()).to.include("No code can be sent yet");
    await eve.context.close();
  });
});
