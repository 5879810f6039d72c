import { qrCodePng, qrCodeSvg, type TotpSetup } from "@sallyport/core";
import { z } from "zod";
import { instant, uuid } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { methodName } from "../fields.ts";

const answer: z.ZodType<TotpSetup & { readonly qrCode: string }> = z.strictObject({
  methodId: uuid,
  secret: z.string(),
  otpauthUrl: z.string(),
  qrCode: z.string(),
  expiresAt: instant,
});

/** `POST /mfa/setup/totp` */
export const setupTotp: Endpoint = endpoint({
  id: "setupTotp",
  summary: "Begins the set-up of an authenticator app",
  query: z.object({ format: z.enum(["png", "svg"]).catch("png") }),
  body: z.strictObject({ name: methodName.optional() }),
  answer,
  refusals: ["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-ALREADY-ENABLED", "ERR-FORBIDDEN"],
  handle: async ({ req, query, body }) => {
    const setup = await req.mfa.setupTotp(body);
    const draw = query.format === "svg" ? qrCodeSvg : qrCodePng;
    return { ...setup, qrCode: await draw(setup.otpauthUrl) };
  },
});
