import type { RequestContext } from "../users.ts";

/** What a request says of itself, for work that goes on after its answer: by then its connection may be gone, and the address with it. */
export function heldContext({ ip, userAgent, clientHints, language, requestId }: RequestContext): RequestContext {
  return { ip, userAgent, clientHints, language, requestId };
}
