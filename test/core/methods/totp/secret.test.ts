import { expect } from "chai";
import { createTotpSecret, encodeTotpSecret } from "../../../../packages/core/src/methods/totp/secret.ts";
import { systemRandom } from "../../../../packages/core/src/secrets/random.ts";

describe("TOTP secrets", () => {
  it("are 1 000 times different, with more than 200 values of each byte", () => {
    const secrets = Array.from({ length: 1000 }, () => createTotpSecret(systemRandom));

    const values = Array.from({ length: 20 }, (_, at) => new Set(secrets.map((secret) => secret[at])).size);

    expect(new Set(secrets.map(encodeTotpSecret))).to.have.property("size", 1000);
    expect(Math.min(...values)).to.be.above(200);
  });

  it("are the bytes of the given source, 160 of its bits", () => {
    const secret = createTotpSecret((bytes) => Uint8Array.from({ length: bytes }, (_, at) => at));

    expect([...secret]).to.deep.equal(Array.from({ length: 20 }, (_, at) => at));
  });

  it("read as Base32 without padding, after the vectors of RFC 4648", () => {
    const texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];

    const encoded = texts.map((text) => encodeTotpSecret(new TextEncoder().encode(text)));

    expect(encoded).to.deep.equal(["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"]);
    expect(encodeTotpSecret(createTotpSecret(systemRandom))).to.match(/^[A-Z2-7]{32}$/);
  });
});
