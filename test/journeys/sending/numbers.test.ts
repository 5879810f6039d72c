import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { codeSentTo, SENDING } from "../../support/sent-codes.ts";
import { onEmbedded } from "../../support/stacks.ts";

const REFUSED: readonly (readonly [string, string])[] = [
  ["+19005550123", "premium rate"],
  ["+449098790000", "premium rate"],
  ["+4919001234567", "premium rate"],
  ["+448431234567", "shared cost"],
  ["+491801234567", "shared cost"],
  ["+18005550123", "toll-free"],
  ["+80012345678", "international freephone"],
  ["+881612345678", "a satellite telephone"],
  ["+870772345678", "a satellite telephone"],
  ["+88213300655", "an international network"],
  ["+979123456789", "international premium rate"],
  ["+447012345678", "a personal number"],
  ["+447623456789", "a pager"],
  ["+442079460000", "a fixed line"],
  ["+390612345678", "a fixed line"],
  ["+12", "too short"],
  ["+4915112345678901234", "too long"],
  ["+999123456789", "no country"],
  ["4915112345678", "no plus"],
  ["004915112345678", "no plus"],
  ["+49 151 12345678 ext. 5", "an extension"],
  ["+1-800-FLOWERS", "letters"],
  ["+４９１５１１２３４５６７８", "digits of another script"],
  ["+4915112345678\r\nBcc: x@evil.example", "a line break"],
  ["+49151123\u000045678", "a NUL"],
  ["+49151\u202e12345678", "a bidi mark"],
  ["tel:+4915112345678", "a scheme"],
  ["+4915112345678,+4915112345679", "two numbers"],
  ["", "nothing"],
  ["\ud800", "half a surrogate pair"],
  ["+33612345678", "a country that is not on the list"],
];

onEmbedded(
  "A number that is to be texted",
  (current) => {
    for (const [number, why] of REFUSED)
      it(`is refused before anything is sent: ${JSON.stringify(number)}, ${why}`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answer = await browser.api("setup/sms", { phoneNumber: number });

        expect(answer.status, JSON.stringify(answer.body)).to.equal(400);
        expect(answer.body).to.have.property("code", "ERR-VALIDATION");
        expect(answer.body.errors[0].field).to.equal("phoneNumber");
        await current().mfa.delivery.idle();
        expect(current().sms.outbox).to.deep.equal([]);
      });

    for (const value of [4915112345678, null, ["+4915112345678"], { $ne: 1 }, true])
      it(`is one string, and not ${JSON.stringify(value)}`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answer = await browser.api("setup/sms", { phoneNumber: value });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      });

    it("is one number, however it is spelled", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();

      await browser.api("setup/sms", { phoneNumber: "+49 (151) 1234-5678" }).expect(200);
      await browser.api("verify/sms", { code: await codeSentTo(app, "+4915112345678") }).expect(200);
      app.clock.travel(31);
      const again = await browser.api("setup/sms", { phoneNumber: "+49.151.12345678" });

      expect([again.status, again.body.code]).to.deep.equal([409, "ERR-MFA-ALREADY-ENABLED"]);
    });

    it("is asked about before each code: a SIM that was swapped since gets none", async () => {
      const app = current();
      const browser = openBrowser(app);
      const number = "+4915187654321";
      await browser.login();
      await browser.api("setup/sms", { phoneNumber: number }).expect(200);
      await browser.api("verify/sms", { code: await codeSentTo(app, number) }).expect(200);
      swapped.add(number);
      const before = app.sms.outbox.length;

      await browser.elsewhere().login();
      app.clock.travel(31);
      const refused = await browser.api("challenge", { method: "sms" });

      expect([refused.status, refused.body.code]).to.deep.equal([403, "ERR-FORBIDDEN"]);
      expect(app.sms.outbox).to.have.lengthOf(before);
    });
  },
  {
    sallyport: {
      ...SENDING,
      delivery: {
        sms: { minConversion: 0, countries: ["DE", "US", "GB", "IT"], isAllowed: ({ e164 }) => !swapped.has(e164) },
      },
    },
  },
);

onEmbedded(
  "Where every country is allowed",
  (current) => {
    for (const number of ["+881612345678", "+870772345678", "+88213300655", "+979123456789", "+80012345678"])
      it(`a number without one is not: ${number}`, async () => {
        const browser = openBrowser(current());
        await browser.login();

        const answer = await browser.api("setup/sms", { phoneNumber: number });

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      });
  },
  { sallyport: SENDING },
);

const swapped = new Set<string>();
