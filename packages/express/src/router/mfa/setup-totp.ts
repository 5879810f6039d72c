import { qrCodePng, qrCodeSvg } from "@sallyport/core";
import { z } from "zod";
import { fieldsOf } from "../body.ts";
import { methodName } from "../fields.ts";
import type { Route } from "../route.ts";

const body = z.strictObject({ name: methodName.optional() });

/** `POST /mfa/setup/totp` */
export const setupTotp: Route = async ({ req, suite, subject }) => {
  const acting = subject();
  const { name } = fieldsOf(req, body);
  const { methodId, secret, otpauthUrl, expiresAt } = await suite.setupTotp({ subject: acting, name });
  const qrCode = req.query["format"] === "svg" ? await qrCodeSvg(otpauthUrl) : await qrCodePng(otpauthUrl);
  return { methodId, secret, otpauthUrl, qrCode, expiresAt };
};
