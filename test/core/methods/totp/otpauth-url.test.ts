import { expect } from "chai";
import fc from "fast-check";
import { otpauthUrl } from "../../../../packages/core/src/methods/totp/otpauth-url.ts";
import { encodeTotpSecret } from "../../../../packages/core/src/methods/totp/secret.ts";

const SECRET = new TextEncoder().encode("12345678901234567890");
const SHA1 = { algorithm: "SHA1", digits: 6, periodSeconds: 30 } as const;

function urlOf(issuer: string, accountName: string): string {
  return otpauthUrl({ issuer, accountName, secret: SECRET, settings: SHA1 });
}

/** What an authenticator app makes of it: it splits at the first colon, encoded or not. */
function read(url: string): { issuer: string; account: string; parameters: readonly [string, string][] } {
  const { protocol, host, pathname, searchParams, hash } = new URL(url);
  expect([protocol, host, hash]).to.deep.equal(["otpauth:", "totp", ""]);
  const [issuer = "", ...account] = decodeURIComponent(pathname.slice(1)).split(":");
  return { issuer, account: account.join(":"), parameters: [...searchParams] };
}

describe("otpauthUrl", () => {
  it("is exactly the key URI format", () => {
    const url = urlOf("Acme Bank", "ann@example.com");

    expect(url).to.equal(
      "otpauth://totp/Acme%20Bank:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" +
        "&issuer=Acme%20Bank&algorithm=SHA1&digits=6&period=30",
    );
  });

  it("says which algorithm, digits and period the method has", () => {
    const settings = { algorithm: "SHA512", digits: 8, periodSeconds: 60 } as const;

    const url = otpauthUrl({ issuer: "A", accountName: "b", secret: SECRET, settings });

    expect(url.split("&").slice(2)).to.deep.equal(["algorithm=SHA512", "digits=8", "period=60"]);
  });

  const names: Record<string, string> = {
    "a:b": "a-b",
    "x&secret=AAAA": "x&secret=AAAA",
    "é@ü": "é@ü",
    "x?secret=AAAA#y": "x?secret=AAAA#y",
    "a/../b%3Ac+d": "a/../b%3Ac+d",
    "a\r\nb\u0000c\u202ed": "abcd",
    "half \ud800 pair": "half  pair",
    "👩\u200d👧 王小明": "👩👧 王小明",
    "": "account",
    ":": "-",
  };
  for (const [name, shown] of Object.entries(names))
    it(`reads ${JSON.stringify(name)} back as ${JSON.stringify(shown)}, with one secret`, () => {
      const { issuer, account, parameters } = read(urlOf("Acme: Bank", name));

      expect({ issuer, account }).to.deep.equal({ issuer: "Acme- Bank", account: shown });
      expect(parameters).to.deep.equal([
        ["secret", encodeTotpSecret(SECRET)],
        ["issuer", "Acme- Bank"],
        ["algorithm", "SHA1"],
        ["digits", "6"],
        ["period", "30"],
      ]);
    });

  it("survives any issuer and any name", () => {
    const text = fc.string({ unit: "binary", maxLength: 80 });

    fc.assert(
      fc.property(text, text, (issuer, accountName) => {
        const url = urlOf(issuer, accountName);
        const { issuer: label, account, parameters } = read(url);
        expect(url)
          .to.match(/^[!-~]+$/)
          .and.not.include("+");
        expect(parameters.map(([name]) => name)).to.deep.equal(["secret", "issuer", "algorithm", "digits", "period"]);
        expect(parameters[1]?.[1]).to.equal(label);
        expect(account).not.to.match(/[:\p{Cc}]/u);
      }),
      { numRuns: 1000 },
    );
  });
});
