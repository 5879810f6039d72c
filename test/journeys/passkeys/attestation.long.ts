import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { keysIn, KEYS, register, someKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";

onEmbedded(
  "Where the app never says whether it trusts a model",
  (current) => {
    it("a new key is not added, and that is said after five seconds", async () => {
      const browser = openBrowser(current());
      await browser.login();
      const startedAt = performance.now();

      const answer = await register(browser, someKey({ attestationCertificate: true }));

      const tookMs = performance.now() - startedAt;
      expect([answer.status, answer.body.code]).to.deep.equal([503, "ERR-UNAVAILABLE"]);
      expect(tookMs).to.be.within(4900, 8000);
      expect(await keysIn(browser)).to.deep.equal([]);
    });
  },
  {
    sallyport: {
      ...KEYS,
      webauthn: { attestation: "direct", verifyAuthenticator: () => new Promise<boolean>(() => undefined) },
    },
  },
);
