import type { User } from "@sallyport/core";
import { parse, serialize } from "cookie";
import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import { isSecure } from "../session-store/own-session.ts";

/** So many users of one browser keep theirs; beyond it the header would grow until servers refuse it, and the oldest goes. */
const MOST = 10;

/** Where tokens are kept: one cookie for each user of a browser, under a name that tells nobody who that is. */
function prefixOf({ suite }: RequestState): string {
  return `${isSecure(suite) ? "__Host-" : ""}sallyport-device-`;
}

function cookiesOf({ headers }: Request): Readonly<Record<string, string | undefined>> {
  return parse(headers.cookie ?? "");
}

/** The token of this user in this browser, whichever key its name was made with. */
export function readDeviceCookie(req: Request, state: RequestState, user: User): string | undefined {
  const cookies = cookiesOf(req);
  return state.suite.devices
    .labelsOf(user.id)
    .map((label) => cookies[prefixOf(state) + label])
    .find((value) => value !== undefined);
}

/** Gives the browser a token, in the place of the one that it had, and takes away what is too much. */
export function writeDeviceCookie(
  req: Request,
  state: RequestState,
  given: { readonly user: User; readonly token: string; readonly expiresAt: Date },
): void {
  const prefix = prefixOf(state);
  const [label = "", ...older] = state.suite.devices.labelsOf(given.user.id);
  const name = prefix + label;
  const others = Object.keys(cookiesOf(req)).filter((each) => each.startsWith(prefix) && each !== name);
  const stale = others.filter((each) => older.includes(each.slice(prefix.length)));
  // Browsers send the oldest first (RFC 6265 §5.4).
  const surplus = others.filter((each) => !stale.includes(each)).slice(0, 1 - MOST);
  for (const each of [...stale, ...surplus]) append(state, each, "", new Date(0));
  append(state, name, given.token, given.expiresAt);
}

function append(state: RequestState, name: string, value: string, expires: Date): void {
  const secure = isSecure(state.suite);
  const text = serialize(name, value, { expires, httpOnly: true, secure, sameSite: "lax", path: "/" });
  state.res.append("Set-Cookie", text);
}
