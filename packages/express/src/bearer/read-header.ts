import type { IncomingMessage } from "node:http";

/** Far beyond what tokens need, and little enough to look at. */
const MOST_CHARACTERS = 8192;

/** RFC 6750 §2.1. */
const CREDENTIALS = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** What a request says with `Authorization: Bearer`. */
export interface Presented {
  /** Undefined for what can't be a token, or for more than one header. */
  readonly token: string | undefined;
}

/**
 * Undefined where the request brings no such header. Node keeps the first of several `Authorization` headers and a proxy
 * before it perhaps the last: so several are none (RFC 9110 §5.3).
 */
export function readHeader({ headersDistinct }: IncomingMessage): Presented | undefined {
  const values = headersDistinct["authorization"] ?? [];
  if (!values.some((value) => /^bearer(?:\s|$)/i.test(value))) return undefined;
  const [value = "", ...more] = values;
  if (more.length > 0 || value.length > MOST_CHARACTERS) return { token: undefined };
  return { token: CREDENTIALS.exec(value)?.[1] };
}
