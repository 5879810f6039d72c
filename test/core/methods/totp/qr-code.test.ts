import { expect } from "chai";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { otpauthUrl } from "../../../../packages/core/src/methods/totp/otpauth-url.ts";
import { qrCodePng, qrCodeSvg } from "../../../../packages/core/src/methods/totp/qr-code.ts";

const settings = { algorithm: "SHA1", digits: 6, periodSeconds: 30 } as const;
const secret = new TextEncoder().encode("12345678901234567890");

/** What a camera reads. */
function scan(dataUrl: string): string | undefined {
  const { data, width, height } = PNG.sync.read(Buffer.from(dataUrl.replace("data:image/png;base64,", ""), "base64"));
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
}

describe("the QR code", () => {
  it("reads back from its PNG as the address it was made of", async () => {
    const url = otpauthUrl({ issuer: "Acme Bänk", accountName: "ann@example.com", secret, settings });

    const png = await qrCodePng(url);

    expect(png).to.match(/^data:image\/png;base64,/);
    expect(scan(png)).to.equal(url);
  });

  it("has room for the longest issuer and name", async () => {
    const url = otpauthUrl({ issuer: "王".repeat(64), accountName: "👩".repeat(500), secret, settings });

    const png = await qrCodePng(url);

    expect(png).to.match(/^data:image\/png;base64,/);
  });

  it("comes as SVG without scripts, too", async () => {
    const svg = await qrCodeSvg(otpauthUrl({ issuer: "<script>", accountName: '"><b>', secret, settings }));

    expect(svg)
      .to.match(/^<svg [^>]*>.*<\/svg>\n?$/s)
      .and.not.match(/script|<b>/);
  });
});
