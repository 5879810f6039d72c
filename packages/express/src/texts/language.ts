import type { ErrorCode, SentMethodType } from "@sallyport/core";
import type { Request } from "express";
import Negotiator from "negotiator";
import { en, enRiskNotes } from "./en.ts";
import { find } from "../request-state.ts";
import type { ErrorText, RiskNotes, Texts } from "./texts.ts";
import { tr, trRiskNotes } from "./tr.ts";

const LANGUAGES: Readonly<Record<string, Texts>> = { en, tr };
const RISK_NOTES: Readonly<Record<string, RiskNotes>> = { en: enRiskNotes, tr: trRiskNotes };

/** The language of ours that a request asks for (`Accept-Language`); undefined where it asks for none of them. */
export function preferredLanguage(req: Pick<Request, "headers">): string | undefined {
  return new Negotiator(req).language(Object.keys(LANGUAGES));
}

/** The text of a code in the language of the answer. The code never changes with it. */
export function textFor(req: Request, code: ErrorCode): ErrorText & { readonly language: string } {
  const texts = find(req)?.suite.http.texts ?? {};
  const language = languageOf(req, [...new Set([...Object.keys(LANGUAGES), ...Object.keys(texts)])]);
  const own = texts[language]?.[code];
  if (own) return { language, ...own };
  const ours = LANGUAGES[language];
  return ours ? { language, ...ours[code] } : { language: "en", ...en[code] };
}

/** What the client asks for (`Accept-Language`), else the user's own, else English. */
function languageOf(req: Request, languages: readonly string[]): string {
  const asked = req.headers["accept-language"] === undefined ? [] : new Negotiator(req).languages([...languages]);
  const [own] = (find(req)?.user?.locale ?? "").toLowerCase().split(/[-_]/, 1);
  return asked[0] ?? languages.find((language) => language === own) ?? "en";
}

/** What people should know of a method, in the language that the request asks for. */
export function riskNoteFor(req: Request, type: SentMethodType): string {
  return (RISK_NOTES[preferredLanguage(req) ?? "en"] ?? enRiskNotes)[type];
}
