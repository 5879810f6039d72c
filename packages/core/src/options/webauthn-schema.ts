import { z } from "zod";
import { choice, fn, OBJECT, whole } from "./schema-words.ts";

const RP_ID = 'Write the domain of your app without scheme and port, for example "bank.example"';
const ORIGINS = 'Write exact origins, for example "https://bank.example" or "android:apk-key-hash:…"';
const AAGUIDS = 'Write AAGUIDs, for example ["cb69481e-8ff7-4039-93ec-0a2729a154a8"]';

const AAGUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

export const webauthn: z.ZodType<object> = z.strictObject(
  {
    rpId: z.string({ error: RP_ID }).regex(DOMAIN, { error: RP_ID }).optional(),
    origins: z
      .array(z.string({ error: ORIGINS }).refine(isKeyOrigin, { error: ORIGINS }), { error: ORIGINS })
      .min(1, { error: ORIGINS })
      .optional(),
    usage: choice(["passkey", "second-factor"]).optional(),
    userVerification: choice(["required", "preferred", "discouraged"]).optional(),
    attestation: choice(["none", "direct"]).optional(),
    allowedAuthenticators: z
      .array(z.string({ error: AAGUIDS }).regex(AAGUID, { error: AAGUIDS }), { error: AAGUIDS })
      .min(1, { error: AAGUIDS })
      .optional(),
    verifyAuthenticator: fn("Write a function that takes an authenticator and returns true or false").optional(),
    nameOf: fn("Write a function that takes an AAGUID and returns a name or undefined").optional(),
    maxPerUser: whole("keys", 1, 50).optional(),
    ceremonySeconds: whole("seconds", 30, 600).optional(),
  },
  { error: OBJECT },
);

/** Of a page, or of an app that has been tied to the domain. */
function isKeyOrigin(value: string): boolean {
  if (/^(?:android|ios):[\w:.+/=-]{1,200}$/.test(value)) return true;
  return URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
}
