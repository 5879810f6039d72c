import { expect } from "chai";
import { totpCode } from "sallyport/testing";
import { codeFor } from "../../support/authenticator.ts";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const AT = new Date("2009-02-13T23:31:30Z");

describe("totpCode()", () => {
  it("is the code of RFC 6238, appendix B, last six digits", () => {
    expect(totpCode(SECRET, AT)).to.equal("005924");
  });

  for (const parameters of ["", "&algorithm=SHA256&digits=8", "&algorithm=SHA512", "&period=60"])
    it(`is what an authenticator app shows for ${parameters || "the defaults"}`, () => {
      const url = `otpauth://totp/Acme%20Bank:ada?secret=${SECRET}${parameters}`;

      const code = totpCode(url, AT);

      expect(code).to.equal(codeFor(url, AT));
    });
});
