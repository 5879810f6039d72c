import { parse, serialize } from "cookie";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";
import { isSecure } from "./session-store/own-session.ts";

/** Ties a challenge to the browser that has asked for it, before there is a session: no other jar can answer it (SECURITY.md H2). */
function nameOf({ suite }: RequestState): string {
  return `${isSecure(suite) ? "__Host-" : ""}sallyport-passkey`;
}

/** The token that this browser has from an earlier call. */
export function readPasskeyCookie(req: Request, state: RequestState): string | undefined {
  return parse(req.headers.cookie ?? "")[nameOf(state)];
}

export function writePasskeyCookie(
  state: RequestState,
  given: { readonly token: string; readonly expires: Date },
): void {
  const secure = isSecure(state.suite);
  const { token, expires } = given;
  const text = serialize(nameOf(state), token, { expires, httpOnly: true, secure, sameSite: "strict", path: "/" });
  state.res.append("Set-Cookie", text);
}

/** After a sign-in: the next one starts with another token. */
export function clearPasskeyCookie(state: RequestState): void {
  writePasskeyCookie(state, { token: "", expires: new Date(0) });
}
