import type { TotpSettings } from "./code.ts";
import { encodeTotpSecret } from "./secret.ts";

/** Longer labels make QR codes that no camera reads. In characters. */
const MAX_LABEL_PART = 64;

/**
 * The address that authenticator apps read (key URI format): issuer in the label and as a parameter, all parameters
 * written out, everything percent-encoded as UTF-8.
 */
export function otpauthUrl(account: {
  readonly issuer: string;
  readonly accountName: string;
  readonly secret: Uint8Array;
  readonly settings: TotpSettings;
}): string {
  const { algorithm, digits, periodSeconds } = account.settings;
  const issuer = encodeURIComponent(labelPart(account.issuer));
  const accountName = encodeURIComponent(labelPart(account.accountName));
  const parameters = [
    `secret=${encodeTotpSecret(account.secret)}`,
    `issuer=${issuer}`,
    `algorithm=${algorithm}`,
    `digits=${String(digits)}`,
    `period=${String(periodSeconds)}`,
  ];
  return `otpauth://totp/${issuer}:${accountName}?${parameters.join("&")}`;
}

/**
 * The key URI format forbids colons inside issuer and account name, even encoded ones. Control and direction marks could
 * make the label look like another's, and half a surrogate pair cannot be encoded.
 */
function labelPart(text: string): string {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(":", "-")
    .trim();
  return [...clean].slice(0, MAX_LABEL_PART).join("") || "account";
}
