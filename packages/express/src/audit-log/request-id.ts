import { newId } from "@sallyport/core";
import type { Request } from "express";
import type { Sallyport } from "../sallyport.ts";

/** Nothing that could break a header or a line of a log. */
const WELL_FORMED = /^[\w.:/+=-]{1,128}$/;

/** The id that a proxy has given, where proxies are trusted; else a new one, UUIDv7. */
export function requestIdOf(
  req: Request,
  { suite, isTrusted }: { readonly suite: Sallyport; readonly isTrusted: boolean },
): string {
  const given = req.headers["x-request-id"];
  return isTrusted && typeof given === "string" && WELL_FORMED.test(given) ? given : newId(suite.settings);
}
