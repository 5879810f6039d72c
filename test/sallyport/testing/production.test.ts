import { expect } from "chai";
import { authenticator, inbox, loginAs, signInAs, testClock, totpCode } from "sallyport/testing";
import type { Sallyport } from "sallyport";
import { withEnvironment } from "../../support/environment.ts";
import { ORIGIN, reasonOf } from "./relying-party.ts";

// It refuses before it looks at the suite.
const mfa = {} as Sallyport;

const CALLS: Readonly<Record<string, () => unknown>> = {
  "authenticator()": () => authenticator({ origin: ORIGIN }),
  "inbox()": () => inbox(),
  "loginAs()": () => loginAs(mfa, { id: "user-1" }),
  "signInAs()": () => signInAs(mfa, { id: "user-1" }),
  "testClock()": () => testClock(),
  "totpCode()": () => totpCode("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", new Date()),
};

describe("In production, sallyport/testing", () => {
  for (const [name, call] of Object.entries(CALLS))
    it(`refuses ${name}, and says why`, async () => {
      const reason = await withEnvironment({ NODE_ENV: "production" }, () => reasonOf(Promise.resolve().then(call)));

      expect(reason).to.include(`${name} of sallyport/testing`).and.to.include("NODE_ENV=test");
    });
});
