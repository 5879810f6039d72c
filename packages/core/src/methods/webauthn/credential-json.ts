import { z } from "zod";
import { MfaError } from "../../errors.ts";
import { base64url, fromBase64url } from "./base64url.ts";

/** The longest id of a credential (WebAuthn §4, Credential ID). */
const MOST_ID_BYTES = 1023;

/** What every response of a browser has. Members that we don't know are left alone: browsers add some. */
export const credentialJson: {
  readonly id: z.ZodType<string>;
  readonly rawId: z.ZodType<string>;
  readonly type: z.ZodType<"public-key">;
  readonly authenticatorAttachment: z.ZodType<string | null | undefined>;
  readonly clientExtensionResults: z.ZodType<object | undefined>;
} = {
  id: base64url(MOST_ID_BYTES),
  rawId: z.string(),
  type: z.literal("public-key"),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.looseObject({}).optional(),
};

export const clientDataJson: z.ZodType<string> = base64url(8 * 1024);

/** What the browser says of the ceremony (WebAuthn §5.8.1). */
export interface ClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
  readonly crossOrigin?: boolean | undefined;
  readonly topOrigin?: string | undefined;
}

const clientData: z.ZodType<ClientData> = z.object({
  type: z.string().max(100),
  challenge: base64url(256),
  origin: z.string().min(1).max(2048),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().max(2048).optional(),
});

/** Reads the signed JSON. Throws for what is no UTF-8, no JSON, or no such object. */
export function readClientData(text: string): ClientData {
  const decoded = new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(text));
  return clientData.parse(JSON.parse(decoded));
}

/**
 * Malformed responses have one answer, whatever is wrong with them, and cost nothing: the challenge stays good. `read` may
 * throw whatever a decoder throws on bytes of somebody's choice.
 */
export function parseOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new MfaError("ERR-VALIDATION", { members: { errors: [{ field: "response", message: "malformed" }] } });
  }
}
