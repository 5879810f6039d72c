import { expect } from "chai";
import { randomBytes, randomInt } from "node:crypto";
import type { MfaEvent } from "@sallyport/core";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { SENDING } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** Counters and totals of its own. */
const alone = (): string => randomBytes(32).toString("base64");

/** A number of a country that no other suite sends to: pauses are kept in a database that suites share. */
const dutch = (): string => `+316${String(randomInt(2e7, 6e7))}`;

function alarms(app: TestApp, reason: string): readonly MfaEvent[] {
  return app.events.filter((event) => event.type === "alert_raised" && event.reason === reason);
}

async function signedUp(app: TestApp): Promise<Browser> {
  const browser = openBrowser(app);
  await browser.login();
  return browser;
}

/** How many of these numbers a code went to. */
async function texted(app: TestApp, numbers: readonly string[]): Promise<number> {
  let sent = 0;
  for (const phoneNumber of numbers)
    if ((await (await signedUp(app)).api("setup/sms", { phoneNumber })).status === 200) sent += 1;
  await app.mfa.delivery.idle();
  return sent;
}

onEveryStack(
  "Two hundred numbers side by side",
  (current) => {
    it("get fifty messages between them, and raise one alarm", async () => {
      const app = current();
      const numbers = Array.from({ length: 200 }, (_, index) => `+4915112340${String(index).padStart(3, "0")}`);

      const sent = await texted(app, numbers);

      expect(sent).to.equal(50);
      expect(app.sms.outbox).to.have.lengthOf(50);
      expect(alarms(app, "sms-prefix")).to.have.lengthOf(1);
      expect(alarms(app, "sms-prefix")[0]?.data).to.deep.equal({ country: "DE", prefix: "+491511234" });
    }).timeout(60_000);
  },
  { sallyport: { ...SENDING, secret: alone() } },
);

onEveryStack(
  "A budget for messages",
  (current) => {
    it("stops a country at its own, everybody at the common one, and tells the operator", async () => {
      const app = current();
      const of = (prefix: string): readonly string[] =>
        Array.from({ length: 4 }, (_, index) => `${prefix}${String(1_000_003 + index * 10_007)}`);

      const finland = await texted(app, of("+35840"));
      const germany = await texted(app, of("+491511"));

      expect([finland, germany]).to.deep.equal([3, 2]);
      expect(alarms(app, "sms-budget-country")).to.have.lengthOf(1);
      expect(alarms(app, "sms-budget")).to.have.lengthOf(1);
      const stats = await app.mfa.delivery.stats();
      expect(stats.find(({ country }) => country === "FI")).to.include({ sent: 3, codes: 3, verified: 0, spent: 0.6 });
    });
  },
  {
    sallyport: {
      ...SENDING,
      secret: alone(),
      delivery: {
        sms: {
          ...{ minConversion: 0, pricePerMessage: { FI: 0.2, default: 0.1 } },
          ...{ budgetPerCountryDay: 0.6, budgetPerDay: 0.8 },
        },
      },
    },
  },
);

onEveryStack(
  "A country where too few codes come back",
  (current) => {
    it("is paused after fifty codes of which none came back, with one alarm, until somebody resumes it", async () => {
      const app = current();
      const first = await texted(app, Array.from({ length: 50 }, dutch));
      app.clock.travel(121);

      const more = await texted(app, Array.from({ length: 10 }, dutch));
      const elsewhere = await texted(app, ["+905321112233"]);
      const isResumed = await app.mfa.delivery.resume("NL", "spoke to the operator");
      const after = await texted(app, [dutch()]);

      expect([first, more, elsewhere, isResumed, after]).to.deep.equal([50, 0, 1, true, 1]);
      expect(alarms(app, "sms-conversion")).to.have.lengthOf(1);
      expect(alarms(app, "sms-conversion")[0]?.data).to.deep.equal({ country: "NL" });
    }).timeout(60_000);
  },
  { sallyport: { ...SENDING, secret: alone(), delivery: {} } },
);
