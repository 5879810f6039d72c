import type { ErrorCode } from "@sallyport/core";
import type { Request } from "express";
import Negotiator from "negotiator";
import { en } from "./en.ts";
import type { Texts } from "./texts.ts";
import { tr } from "./tr.ts";

const LANGUAGES: Readonly<Record<string, Texts>> = { en, tr };

/** The text of a code in the language that the request asks for (`Accept-Language`); English where it asks for none of ours. */
export function textFor(req: Request, code: ErrorCode): { language: string; title: string; detail: string } {
  const language = new Negotiator(req).language(Object.keys(LANGUAGES)) ?? "en";
  return { language, ...(LANGUAGES[language] ?? en)[code] };
}
