/**
 * `qrcode` is loaded at the first call: only processes that enroll somebody pay for it. Both renderers throw on text
 * beyond the capacity of a QR code (about 2 300 bytes).
 */

/** A QR code as the data URL of a PNG image. Blocks the event loop for about 8 ms: prefer `qrCodeSvg` in pages. */
export async function qrCodePng(text: string): Promise<string> {
  const { default: qrCode } = await import("qrcode");
  return qrCode.toDataURL(text, { type: "image/png" });
}

/** A QR code as SVG markup. */
export async function qrCodeSvg(text: string): Promise<string> {
  const { default: qrCode } = await import("qrcode");
  return qrCode.toString(text, { type: "svg" });
}
