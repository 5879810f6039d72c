export { createSallyport, type Sallyport } from "./create-sallyport.ts";
export type { SallyportOptions } from "./options.ts";
export * from "@sallyport/core";
export {
  mfaErrors,
  mfaRouter,
  mfaSession,
  requireMfa,
  sameOriginPath,
  type HttpSettings,
  type OnSignedIn,
  type Pages,
  type CodeGuess,
  type RequestMfa,
  type SignInAnswer,
  type SignInOptions,
  type SignInResult,
  type VerifyAnswer,
} from "@sallyport/express";
export * from "@sallyport/redis";
export * from "@sallyport/sequelize";
