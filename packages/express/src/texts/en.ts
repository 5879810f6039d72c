import type { RiskNotes, Texts } from "./texts.ts";

export const en: Texts = {
  "ERR-UNAUTHENTICATED": { title: "Sign in", detail: "You are not signed in, or your session has ended." },
  "ERR-MFA-REQUIRED": {
    title: "Second step required",
    detail: "Your password was accepted. Finish signing in with your second factor.",
  },
  "ERR-MFA-INVALID": {
    title: "Not accepted",
    detail: "This code or key was not accepted. Try again; with a code, wait for a new one.",
  },
  "ERR-MFA-CHALLENGE-INVALID": {
    title: "Start again",
    detail: "This sign-in has expired or is finished. Sign in again.",
  },
  "ERR-MFA-STEP-UP-REQUIRED": {
    title: "Confirm it's you",
    detail: "This needs a recent confirmation. Show your second factor and try again.",
  },
  "ERR-MFA-ENROLLMENT-REQUIRED": {
    title: "Set up a second factor",
    detail: "This account must have a second factor before it can go on.",
  },
  "ERR-MFA-ALREADY-ENABLED": {
    title: "Already set up",
    detail: "This method is set up already, or you have as many as you can.",
  },
  "ERR-MFA-NOT-ENABLED": { title: "Not set up", detail: "This account has no such second factor." },
  "ERR-MFA-ADMIN-REQUIRED": {
    title: "Not allowed",
    detail: "This account must keep a second factor. Ask an administrator.",
  },
  "ERR-MFA-RATE-LIMITED": { title: "Too many attempts", detail: "Too many verification attempts. Please wait." },
  "ERR-SESSION-LIMIT": {
    title: "Too many sessions",
    detail: "You are signed in on as many devices as you can be. End one of those sessions first.",
  },
  "ERR-FORBIDDEN": { title: "Not allowed", detail: "You may not do this." },
  "ERR-NOT-FOUND": { title: "Not found", detail: "There is nothing here." },
  "ERR-VALIDATION": {
    title: "Check your input",
    detail: "The request has fields that are missing, unknown or malformed.",
  },
  "ERR-UNSUPPORTED-MEDIA": { title: "JSON only", detail: "Send the body as application/json, uncompressed." },
  "ERR-TOO-LARGE": { title: "Too large", detail: "The body of the request is too large." },
  "ERR-CROSS-SITE": { title: "Not from here", detail: "The request came from another site." },
  "ERR-UNAVAILABLE": {
    title: "Try again shortly",
    detail: "A part of the service does not answer. Nothing was lost; try again shortly.",
  },
};

export const enRiskNotes: RiskNotes = {
  sms: "Text messages can be read by others: when a number is taken over, for example. An authenticator app is safer; use this one beside it.",
  email: "E-mail is as safe as your mailbox is, and no safer. An authenticator app protects you better.",
};
