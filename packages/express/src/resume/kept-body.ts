import type { Request } from "express";
import rawBody from "raw-body";
import { formText } from "./form-text.ts";
import { FORM_TYPE, JSON_TYPE, mediaType, TEXT_TYPE } from "./media-type.ts";

const LIMIT = 64 * 1024;
const TYPES: readonly string[] = [JSON_TYPE, FORM_TYPE, TEXT_TYPE];

/** A body that can be sent again. */
export interface KeptBody {
  readonly contentType: string | undefined;
  /** None where the request announced none. */
  readonly bytes?: Buffer;
}

/**
 * The body of a request that is refused, whether or not a parser of the app has read it before. Undefined for what can't be
 * kept: over 64 KiB, files, compressed, or read by something that left nothing of it.
 */
export async function keptBody(req: Request): Promise<KeptBody | undefined> {
  const contentType = req.get("content-type");
  // RFC 9112 §6.3: what announces no body has none.
  if (req.get("transfer-encoding") === undefined && req.get("content-length") === undefined) return { contentType };
  if (req.get("content-length") === "0") return { contentType, bytes: Buffer.alloc(0) };
  if (!TYPES.includes(mediaType(req) ?? "")) return undefined;

  const body = req.readableDidRead || req.readableEnded ? written(req) : await unread(req);
  return body?.bytes && body.bytes.length <= LIMIT ? body : undefined;
}

async function unread(req: Request): Promise<KeptBody | undefined> {
  if (req.get("content-encoding") !== undefined) return undefined;
  try {
    const bytes = await rawBody(req, { limit: LIMIT, length: req.get("content-length") ?? null });
    return { contentType: req.get("content-type"), bytes };
  } catch {
    // Too long, or the client is gone. What is still to come is let go, and the refusal doesn't wait for it.
    req.resume();
    return undefined;
  }
}

/** What a parser has made of it, written again in UTF-8. What middlewares have put there since may be no data any more. */
function written(req: Request): KeptBody | undefined {
  const body: unknown = req.body;
  if (Buffer.isBuffer(body)) return { contentType: req.get("content-type"), bytes: body };
  try {
    const again = textOf(body, mediaType(req));
    return again && { contentType: again.contentType, bytes: Buffer.from(again.text) };
  } catch {
    return undefined;
  }
}

/** A text under `application/json` is left out: parsed or not, nobody can tell. */
function textOf(body: unknown, type: string | undefined): { contentType: string; text: string } | undefined {
  if (type === TEXT_TYPE && typeof body === "string") return { contentType: `${TEXT_TYPE}; charset=utf-8`, text: body };
  if (type === FORM_TYPE && typeof body === "object" && body) return { contentType: FORM_TYPE, text: formText(body) };
  if (type === JSON_TYPE && body !== undefined && typeof body !== "string")
    return { contentType: JSON_TYPE, text: JSON.stringify(body) };
  return undefined;
}
