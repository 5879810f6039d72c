export { systemClock, type Clock, type RandomSource } from "./clock.ts";
export {
  MfaError,
  SallyportConfigError,
  errorStatus,
  type ConfigProblem,
  type ErrorCode,
  type ErrorMembers,
} from "./errors.ts";
export type { EventListener, EventType, Events, MfaEvent } from "./events.ts";
export { consoleLogger, type Logger } from "./logger.ts";
export { createMfa, type Mfa, type Stores } from "./mfa.ts";
export type {
  BackupCodeOptions,
  ChallengeOptions,
  LimitOptions,
  MfaOptions,
  SessionOptions,
  StepUpOptions,
  TotpOptions,
} from "./options/mfa-options.ts";
export { environmentNames, readEnvironment, type EnvironmentOptions } from "./options/environment.ts";
export { findConfigProblems, type Settings } from "./options/settings.ts";
export type { SignInRequest, SignInStart } from "./challenges/begin-sign-in.ts";
export type { ChallengeHandle, SecondStep, SignedIn } from "./challenges/finish-sign-in.ts";
export type { SteppedUp, StepUpRequest } from "./challenges/step-up.ts";
export type { Transport } from "./challenges/sign-in-record.ts";
export type { MfaStatus } from "./methods/status.ts";
export { qrCodePng, qrCodeSvg } from "./methods/totp/qr-code.ts";
export type { TotpConfirmation } from "./methods/totp/confirm.ts";
export type { TotpSetup } from "./methods/totp/setup.ts";
export type { Requirement } from "./policy/gate.ts";
export type { Policy, PolicyRule, ResolvedRule } from "./policy/policy.ts";
export { acrOf, amrOf, withProof } from "./proofs.ts";
export type * from "./protocol.ts";
export { createMemoryChallengeStore } from "./stores/memory/challenge-store.ts";
export { deadline, withDeadline } from "./stores/deadline.ts";
export type * from "./stores/ports.ts";
export type { Subject } from "./subject.ts";
export type { RequestContext, User, UserAdapter } from "./users.ts";
