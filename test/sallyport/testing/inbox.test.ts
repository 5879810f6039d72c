import { expect } from "chai";
import { inbox } from "sallyport/testing";
import { openBrowser } from "../../support/browser.ts";
import { SENDING, someNumber } from "../../support/sent-codes.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { reasonOf } from "./relying-party.ts";

const post = inbox();

onEmbedded(
  "inbox()",
  (current) => {
    before(() => post.watch(current().mfa));

    it("has a code as soon as the request that sends it is answered", async () => {
      const number = someNumber();
      const browser = openBrowser(current());
      await browser.login();
      await browser.api("setup/sms", { phoneNumber: number }).expect(200);

      const code = await post.code(number);

      await browser.api("verify/sms", { code }).expect(200);
    });

    it("keeps what went to one address, oldest first", async () => {
      const app = current();
      const browser = openBrowser(app);
      const { email } = browser.person;
      await browser.login();
      await browser.api("setup/email").expect(200);
      const code = await post.code(email);
      await browser.api("verify/email", { code }).expect(200);

      const purposes = (await post.messages(email)).map(({ purpose }) => purpose);

      // Behind the code, the notice of the new method.
      expect(purposes.slice(0, 2)).to.deep.equal(["code", "notice"]);
      expect((await post.last(email))?.purpose).to.equal("notice");
      expect(await post.code(email)).to.equal(code);
      expect(await post.last(someNumber())).to.equal(undefined);
    });

    it("says where messages went instead, when no code went there", async () => {
      const number = someNumber();
      const browser = openBrowser(current());
      await browser.login();
      await browser.api("setup/sms", { phoneNumber: number }).expect(200);

      const reason = await reasonOf(post.code("+4915100000000"));

      expect(reason).to.include("no code went to +4915100000000").and.to.include(number);
    });

    it("is empty when it is cleared", async () => {
      const number = someNumber();
      const browser = openBrowser(current());
      await browser.login();
      await browser.api("setup/sms", { phoneNumber: number }).expect(200);

      await post.clear();

      expect(await post.messages(number)).to.deep.equal([]);
    });
  },
  { sallyport: { ...SENDING, channels: post.channels } },
);

describe("An inbox() that watches no suite", () => {
  it("says what to write", async () => {
    expect(await reasonOf(inbox().code("+4915100000000"))).to.include("inbox.watch(await createSallyport(");
  });
});
