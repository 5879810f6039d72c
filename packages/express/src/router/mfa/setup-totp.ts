import { qrCodePng, qrCodeSvg } from "@sallyport/core";
import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ name: methodName.optional() });

/** `POST /mfa/setup/totp` */
export const setupTotp: Route = async ({ req }) => {
  const setup = await req.mfa.setupTotp(fieldsOf(req, body));
  const draw = req.query["format"] === "svg" ? qrCodeSvg : qrCodePng;
  return { ...setup, qrCode: await draw(setup.otpauthUrl) };
};
