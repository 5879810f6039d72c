export { mfaErrors } from "./mfa-errors.ts";
export { mfaRouter } from "./mfa-router.ts";
export { mfaSession } from "./mfa-session.ts";
export type { RequestMfa } from "./request-mfa.ts";
export type { SignInAnswer, SignInOptions } from "./sign-in.ts";
export type { CodeGuess, VerifyAnswer } from "./second-step.ts";
export { requireMfa } from "./require-mfa.ts";
export { sameOriginPath } from "./return-to.ts";
export type { HttpSettings, OnSignedIn, Pages, Sallyport, SignInResult } from "./sallyport.ts";
