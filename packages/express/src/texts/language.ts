import type { ErrorCode, SentMethodType } from "@sallyport/core";
import type { Request } from "express";
import Negotiator from "negotiator";
import { en, enRiskNotes } from "./en.ts";
import type { RiskNotes, Texts } from "./texts.ts";
import { tr, trRiskNotes } from "./tr.ts";

const LANGUAGES: Readonly<Record<string, Texts>> = { en, tr };
const RISK_NOTES: Readonly<Record<string, RiskNotes>> = { en: enRiskNotes, tr: trRiskNotes };

/** The language of ours that a request asks for (`Accept-Language`); undefined where it asks for none of them. */
export function preferredLanguage(req: Pick<Request, "headers">): string | undefined {
  return new Negotiator(req).language(Object.keys(LANGUAGES));
}

/** The text of a code in the language that the request asks for (`Accept-Language`); English where it asks for none of ours. */
export function textFor(req: Request, code: ErrorCode): { language: string; title: string; detail: string } {
  const language = preferredLanguage(req) ?? "en";
  return { language, ...(LANGUAGES[language] ?? en)[code] };
}

/** What people should know of a method, in the language that the request asks for. */
export function riskNoteFor(req: Request, type: SentMethodType): string {
  return (RISK_NOTES[preferredLanguage(req) ?? "en"] ?? enRiskNotes)[type];
}
