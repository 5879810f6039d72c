import type { MfaError } from "@sallyport/core";
import type { Request, Response } from "express";
import { setBudgetHeaders } from "./rate-limit/limit-headers.ts";
import { find } from "./request-state.ts";
import { textFor } from "./texts/language.ts";

/** Answers with a problem document (RFC 9457) in the user's language. The code never changes with it. */
export function sendProblem(given: { req: Request; res: Response; error: MfaError }): void {
  const { req, res, error } = given;
  const { language, title, detail } = textFor(req, error.code);
  res.setHeader("Content-Language", language);
  if (error.retryAfterSeconds !== undefined) res.setHeader("Retry-After", String(error.retryAfterSeconds));
  if (error.code === "ERR-MFA-RATE-LIMITED") setBudgetHeaders(req, error);
  if (error.code === "ERR-MFA-STEP-UP-REQUIRED") res.setHeader("WWW-Authenticate", stepUpChallenge(error));
  const body = {
    type: `urn:sallyport:error:${error.code}`,
    title,
    status: error.status,
    code: error.code,
    detail,
    ...error.members,
    ...enrollUrl(req, error),
  };
  sendJson({ res, status: error.status, contentType: "application/problem+json", body });
}

/** Where whoever must enroll can, as far as the app has said so. */
function enrollUrl(req: Request, { code }: MfaError): { readonly enrollUrl?: string } {
  const url = code === "ERR-MFA-ENROLLMENT-REQUIRED" ? find(req)?.suite.http.pages.enroll : undefined;
  return url === undefined ? {} : { enrollUrl: url };
}

/** Written by hand rather than by `res.json`, which would add an ETag and with it a 304 (SECURITY.md K4). */
export function sendJson(given: { res: Response; status: number; contentType?: string; body: unknown }): void {
  const { body, contentType = "application/json", ...rest } = given;
  sendText({ ...rest, contentType, text: JSON.stringify(body) });
}

/** The same of a text. */
export function sendText(given: { res: Response; status: number; contentType: string; text: string }): void {
  const { res, status, contentType, text } = given;
  const bytes = Buffer.from(text);
  res.statusCode = status;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Content-Type", `${contentType}; charset=utf-8`);
  res.setHeader("Content-Length", bytes.length);
  res.end(res.req.method === "HEAD" ? undefined : bytes);
}

/** RFC 9470 §3: which age and level would do. `phr` stands in OpenID EAP ACR Values §2. */
function stepUpChallenge({ members }: MfaError): string {
  const { level, description } = wantedBy(members);
  const { maxAgeSeconds } = members;
  const age = typeof maxAgeSeconds === "number" ? `, max_age="${String(maxAgeSeconds)}"` : "";
  return `Bearer error="insufficient_user_authentication", error_description="${description}", acr_values="${level}"${age}`;
}

/** A user without a second factor can only show a first one again: the password, or who has the mailbox. */
function wantedBy({ methods, strength }: MfaError["members"]): { level: string; description: string } {
  if (Array.isArray(methods) && methods.every((method) => method === "password" || method === "mailed_code"))
    return { level: "aal1", description: "A recent first factor is required" };
  if (strength === "phishing-resistant")
    return { level: "phr", description: "A phishing-resistant second factor is required" };
  const description =
    strength === "strong" ? "A strong second factor is required" : "A recent second factor is required";
  return { level: "aal2", description };
}
