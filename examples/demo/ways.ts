import type { Request } from "express";
import type { MethodType, MfaStatus, SignInAnswer } from "sallyport";

/** One way to show who one is. */
export interface Way {
  readonly type: MethodType;
  /** One number or address of several; the code of any authenticator app will do. */
  readonly id?: string;
  /** Where codes go, all but hidden. */
  readonly hint?: string;
}

declare module "express-session" {
  interface SessionData {
    /** What the sign-in that waits for its second step can be finished with, preferred first. */
    ways?: readonly Way[];
  }
}

/** The answer to a password is the only one that says what comes next, so the session keeps it for the page after. */
export function keepWays(req: Request, answer: Extract<SignInAnswer, { mfaRequired: true }>): void {
  const { methods, preferredMethod } = answer;
  req.session.ways = waysFrom([...methods].sort((a, b) => rank(a, preferredMethod) - rank(b, preferredMethod)));
}

/** Once in, people are asked for what they have then. */
export function forgetWays(req: Request): void {
  delete req.session.ways;
}

/** Preferred first, backup codes last; empty for people who have nothing but a password. */
export async function waysOf(req: Request, offered: readonly MethodType[]): Promise<readonly Way[]> {
  if (req.mfa.stage === "pending") return req.session.ways ?? [];
  const { methods, backupCodes } = await req.mfa.status();
  const usable = methods.filter(({ type }) => offered.includes(type)).sort(newestFirst);
  return waysFrom([...usable, ...(backupCodes.remaining > 0 ? [{ type: "backup_code" } as const] : [])]);
}

/** What forms and links name a way by. */
export function keyOf({ id, type }: Way): string {
  return id ?? type;
}

type Offered = Way | Extract<SignInAnswer, { mfaRequired: true }>["methods"][number];

function waysFrom(methods: readonly Offered[]): readonly Way[] {
  const ways = methods.map((method): Way => {
    if (method.type === "totp" || !("id" in method)) return { type: method.type };
    const { type, id, hint } = method;
    return { type, id, ...(hint === undefined ? {} : { hint }) };
  });
  return ways.filter((way, index) => ways.findIndex((each) => keyOf(each) === keyOf(way)) === index);
}

function rank({ type }: { readonly type: MethodType }, preferred: string): number {
  if (type === "backup_code") return 2;
  return type === preferred ? 0 : 1;
}

function newestFirst(a: Method, b: Method): number {
  const used = (method: Method): number => method.lastUsedAt?.getTime() ?? 0;
  return Number(b.preferred) - Number(a.preferred) || used(b) - used(a);
}

type Method = MfaStatus["methods"][number];
