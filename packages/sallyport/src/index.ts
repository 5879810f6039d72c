export { createSallyport, type Sallyport } from "./create-sallyport.ts";
export type { SallyportOptions } from "./options.ts";
export * from "@sallyport/core";
export {
  deliveryWebhooks,
  guardUpgrade,
  mfaErrors,
  mfaRouter,
  mfaSession,
  rateLimitMfa,
  requireMfa,
  sameOriginPath,
  sessionCap,
  trustedDevice,
  type AdaptContext,
  type AwaitedSetup,
  type HttpSessions,
  type HttpSettings,
  type Limited,
  type LimitKey,
  type LiveConnection,
  type OnSignedIn,
  type PayloadStore,
  type Pages,
  type CodeGuess,
  type CodeRequest,
  type RateLimitRule,
  type RequestDevices,
  type RequestMfa,
  type RequestRecovery,
  type RequestSessions,
  type SetupCode,
  type SignInAnswer,
  type SignInOptions,
  type SignInResult,
  type TrustAnswer,
  type TrustedDeviceRule,
  type UpgradeGuard,
  type UpgradeListener,
  type VerifyAnswer,
} from "@sallyport/express";
export * from "@sallyport/delivery";
export * from "@sallyport/redis";
export * from "@sallyport/sequelize";
