import type { Request } from "express";

export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";
export const TEXT_TYPE = "text/plain";

/** The type of a body without its parameters; undefined where none is named. */
export function mediaType(req: Request): string | undefined {
  return req.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
}
