import { MfaError, type HeldRequest } from "@sallyport/core";
import type { Request } from "express";
import { stateOf, subjectOf } from "../request-state.ts";
import { sameOriginPath } from "../return-to.ts";
import { isFromHere, isSurelyFromHere } from "../router/cross-site.ts";
import { keptBody } from "./kept-body.ts";
import { keptMethod, type KeptRequest } from "./kept-request.ts";
import { JSON_TYPE, mediaType } from "./media-type.ts";

/**
 * Keeps a request of a full session that was refused for a step-up, sealed and for this session alone. Undefined where it
 * can't be kept: the refusal is answered all the same, and the client sends the request again.
 *
 * What another site has sent is never kept: run again, it would look like a request of ours.
 */
export async function keepRequest(req: Request): Promise<HeldRequest | undefined> {
  const method = keptMethod(req.method);
  if (!method || sameOriginPath(req.originalUrl) === undefined || !isOurs(req)) return undefined;
  const body = await keptBody(req);
  if (!body) return undefined;

  const kept: KeptRequest = {
    method,
    url: req.originalUrl,
    contentType: body.contentType,
    body: body.bytes?.toString("base64"),
  };
  return hold(req, kept);
}

/** A form of any site can send a POST, of any type but JSON. */
function isOurs(req: Request): boolean {
  return req.method === "POST" && mediaType(req) !== JSON_TYPE ? isSurelyFromHere(req) : isFromHere(req);
}

/** A store that is down takes nobody's refusal away. */
async function hold(req: Request, kept: KeptRequest): Promise<HeldRequest | undefined> {
  const state = stateOf(req, "requireMfa");
  try {
    return await state.suite.holdRequest({ subject: subjectOf(state), data: { ...kept } });
  } catch (error) {
    if (error instanceof MfaError) return undefined;
    throw error;
  }
}
