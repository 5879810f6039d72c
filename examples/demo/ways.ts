import type { Request } from "express";
import type { MethodType, OfferedMethod } from "sallyport";

/** One way to show who one is. */
export interface Way {
  readonly type: MethodType;
  /** One number or address of several; any authenticator app will do, and any key. */
  readonly id?: string;
  /** Where codes go, all but hidden. */
  readonly hint?: string;
}

/** Preferred first, backup codes last; empty for people who have nothing but a password. */
export async function waysOf(req: Request): Promise<readonly Way[]> {
  const ways = (await req.mfa.offeredMethods()).map(wayOf);
  return ways.filter((way, index) => ways.findIndex((each) => keyOf(each) === keyOf(way)) === index);
}

/** What forms and links name a way by. */
export function keyOf({ id, type }: Way): string {
  return id ?? type;
}

function wayOf(method: OfferedMethod): Way {
  if (method.type !== "sms" && method.type !== "email") return { type: method.type };
  const { type, id, hint } = method;
  return { type, id, ...(hint === undefined ? {} : { hint }) };
}
