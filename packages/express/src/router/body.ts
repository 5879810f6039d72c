import { MfaError } from "@sallyport/core";
import bodyParser from "body-parser";
import type { Request, RequestHandler } from "express";
import type { z } from "zod";
import { isForm } from "./cross-site.ts";

const LIMIT = 16 * 1024;

/** Keys bring the certificates of their makers along. */
const KEY_LIMIT = 64 * 1024;
const TAKES_KEYS = /\/mfa\/(?:verify|verify\/webauthn|passkey\/verify)\/?$/i;

/**
 * Parses JSON bodies up to 16 KiB (64 KiB where keys answer), uncompressed (a compressed one could unfold to anything), and forms where they are
 * taken. Where the app's own parser has run before, its result is taken, and the size is held against the same limit.
 */
export function parseBody(): RequestHandler {
  const parsers = new Map(
    [LIMIT, KEY_LIMIT].map((limit) => [limit, bodyParser.json({ limit, inflate: false, strict: true })]),
  );
  const parseForm: RequestHandler = bodyParser.urlencoded({ limit: LIMIT, inflate: false, extended: false });
  return function mfaBody(req, res, next) {
    // Where it is mounted, `req.path` is only what comes after `/mfa`.
    const limit = TAKES_KEYS.test(req.baseUrl + req.path) ? KEY_LIMIT : LIMIT;
    if (tooLarge(req, limit)) throw new MfaError("ERR-TOO-LARGE");
    const parse: RequestHandler | undefined = isForm(req) ? parseForm : parsers.get(limit);
    parse?.(req, res, (error?: unknown) => {
      next(error ? asMfaError(error) : undefined);
    });
  };
}

function tooLarge(req: Request, limit: number): boolean {
  const declared = Number(req.get("content-length") ?? 0);
  return declared > limit || (typeof req.body === "object" && lengthOf(req.body) > limit);
}

/** Parsing goes as deep as it likes, and writing out again doesn't: what is nested so deeply is no body of ours. */
function lengthOf(body: unknown): number {
  try {
    return JSON.stringify(body).length;
  } catch {
    throw invalid([{ field: "body", message: "not valid JSON" }]);
  }
}

/** The words of body-parser (`type` of http-errors) in ours. */
function asMfaError(error: unknown): MfaError {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return new MfaError("ERR-TOO-LARGE");
  if (type === "encoding.unsupported" || type === "charset.unsupported") return new MfaError("ERR-UNSUPPORTED-MEDIA");
  return invalid([{ field: "body", message: "not valid JSON" }]);
}

/** The fields of a body, checked. Names the field that is wrong and never repeats its value. */
export function fieldsOf<T>(req: Request, schema: z.ZodType<T>): T {
  return checked("body", req.body, schema);
}

/** The same of what stands behind the question mark. */
export function queryOf<T>(req: Request, schema: z.ZodType<T>): T {
  return checked("query", req.query, schema);
}

function checked<T>(place: "body" | "query", given: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap((issue) => describe(place, issue)));
}

function describe(place: string, issue: z.core.$ZodIssue): readonly { field: string; message: string }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: printable(key), message: "unknown field" }));
  const field = issue.path.length === 0 ? place : issue.path.map(String).join(".");
  return [{ field, message: issue.code === "invalid_type" ? `expected ${issue.expected}` : "malformed" }];
}

/** Names of unknown fields come from the client. */
function printable(key: string): string {
  return key.replace(/[^\w.-]/g, "?").slice(0, 40);
}

function invalid(errors: readonly { field: string; message: string }[]): MfaError {
  return new MfaError("ERR-VALIDATION", { members: { errors } });
}
