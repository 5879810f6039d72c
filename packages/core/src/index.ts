export {
  CallbackRefusedError,
  DeliveryError,
  type Channel,
  type DeliveryReport,
  type DeliveryStatus,
  type OutgoingMessage,
  type ProviderCallback,
  type SendReceipt,
} from "./channel.ts";
export { systemClock, type Clock, type RandomSource } from "./clock.ts";
export type {
  CodeContext,
  MessageContext,
  MessageContexts,
  MessageKind,
  MessageOverrides,
  NoticeContext,
  NoticeContexts,
  NoticeKind,
  RenderedMessage,
} from "./messages/message.ts";
export {
  MfaError,
  SallyportConfigError,
  errorStatus,
  type ConfigProblem,
  type ErrorCode,
  type ErrorMembers,
} from "./errors.ts";
export type { AppEventType, EventListener, EventType, Events, MfaEvent, NewEvent } from "./events.ts";
export type { Admin } from "./admin/admin.ts";
export type { Actor } from "./admin/actor.ts";
export type { ResetAnswer } from "./admin/reset.ts";
export type { RecoveryAnswer } from "./admin/self-recovery.ts";
export type { UserNotices } from "./admin/user-notices.ts";
export type { UserReport } from "./admin/user-report.ts";
export type { DeviceAct, Devices } from "./devices/devices.ts";
export type { RecognisedDevice } from "./devices/recognise.ts";
export type { TrustFactor, TrustScore } from "./devices/score.ts";
export type { DeviceReport, DeviceSummary } from "./devices/summary.ts";
export type { GivenTrust, Trusting } from "./devices/trust.ts";
export { canonicalIdentifier } from "./limits/canonical-identifier.ts";
export type { CounterOwner } from "./limits/counter-key.ts";
export type { Counter, GuessBudget, Limits } from "./limits/limits.ts";
export { verifyWebhook, type ReceivedWebhook, type VerifiedWebhook } from "./audit/webhooks/verify-webhook.ts";
export type { Webhooks } from "./audit/webhooks/webhooks.ts";
export { consoleLogger, type Logger } from "./logger.ts";
export type { Stores } from "./assemble.ts";
export { createMfa, type Mfa } from "./mfa.ts";
export type { Audit } from "./audit/audit.ts";
export { parseCheckpoint } from "./audit/checkpoint.ts";
export type { AuditPage, PageRequest } from "./audit/find.ts";
export { openTrail, type TrailOptions } from "./audit/open-trail.ts";
export type { Retained, RetainOptions } from "./audit/retain.ts";
export type { BadReason, BadRow, Verification } from "./audit/verification.ts";
export type { VerifyOptions } from "./audit/verify.ts";
export type { AuditCheckpoint, AuditOptions, WebhookOptions } from "./options/audit-options.ts";
export type { Channels, DeliveryOptions, EmailOptions, PhoneNumber, SmsOptions } from "./options/delivery-options.ts";
export type {
  BackupCodeOptions,
  ChallengeOptions,
  LimitOptions,
  MfaOptions,
  SessionOptions,
  StepUpOptions,
  TotpOptions,
  UserNotice,
} from "./options/mfa-options.ts";
export type { AdminOptions, RecoveryOptions, TrustedDeviceOptions } from "./options/trust-options.ts";
export type { AttestedAuthenticator, WebauthnOptions, WebauthnUsage } from "./options/webauthn-options.ts";
export { environmentNames, readEnvironment, type EnvironmentOptions } from "./options/environment.ts";
export { defaultMethods, findConfigProblems, type Settings } from "./options/settings.ts";
export type { Enrollment } from "./challenges/enrollment.ts";
export type { SignInRequest, SignInStart } from "./challenges/begin-sign-in.ts";
export type { SecondStep, SignedIn } from "./challenges/finish-sign-in.ts";
export type { ChallengeHandle } from "./challenges/open-sign-in.ts";
export type { Answer } from "./challenges/answer.ts";
export type { KeyChallenge, KeyWish } from "./challenges/challenge-key.ts";
export type { PasskeyAnswer, PasskeyChallenge } from "./challenges/passkey.ts";
export type { CodeType } from "./challenges/redeem.ts";
export type { HeldRequest } from "./challenges/held-request.ts";
export type { MethodWish, SentChallenge } from "./challenges/send-code.ts";
export type { Deliveries } from "./delivery/delivery.ts";
export type { SteppedUp, StepUpRequest } from "./challenges/step-up.ts";
export type { ParkedSignIn, ReadySignIn, SessionChoice } from "./challenges/choose-session.ts";
export type { Transport } from "./challenges/sign-in-record.ts";
export type { MethodConfirmation } from "./methods/activate.ts";
export type { SetupProof } from "./methods/sent-code/confirm.ts";
export type { SentSetup } from "./methods/sent-code/setup.ts";
export { isMethodName } from "./methods/method-name.ts";
export type { MfaStatus } from "./methods/status.ts";
export { qrCodePng, qrCodeSvg } from "./methods/totp/qr-code.ts";

export type { AcceptedPasskeys } from "./methods/webauthn/accepted.ts";
export type { KeyProof } from "./methods/webauthn/confirm.ts";
export type { KeyRequest, WebauthnSetup } from "./methods/webauthn/setup.ts";
export type { TotpSetup } from "./methods/totp/setup.ts";
export type { Requirement } from "./policy/gate.ts";
export type { Policies, PolicyChange } from "./policy/policies.ts";
export type { SimulatedUser, Simulation } from "./policy/simulate.ts";
export type { ErasedCounts, ErasureReport } from "./privacy/erase.ts";
export type { ExportRequest } from "./privacy/export.ts";
export type { KeptFor, PrivacyNotice, Purpose } from "./privacy/notice.ts";
export type {
  PastSession,
  PersonalAct,
  PersonalData,
  PersonalDevice,
  PersonalEvent,
  PersonalMethod,
  PersonalSession,
} from "./privacy/personal-data.ts";
export type { Privacy } from "./privacy/privacy.ts";
export { policyRule } from "./options/policy-schema.ts";
export { scopeOf, type Policy, type PolicyRule, type ResolvedRule } from "./policy/policy.ts";
export { methodsOfStrength, type Strength } from "./policy/strength.ts";
export { acrOf, amrOf, withProof } from "./proofs.ts";
export type * from "./protocol.ts";
export type { SessionStart } from "./sessions/begin.ts";
export { isLimit, type MaxSessions, type SessionCap } from "./sessions/cap.ts";
export type { SessionDetails, SessionSummary } from "./sessions/details.ts";
export { describeDevice, sameBrowser, type Device } from "./sessions/device.ts";
export type { Ending, EndingAll } from "./sessions/end.ts";
export type { Health } from "./sessions/health.ts";
export type { SessionStats } from "./sessions/list.ts";
export { redactingLogger } from "./redact/redacting-logger.ts";
export type { RedactOptions } from "./redact/text.ts";
export { newId } from "./secrets/random.ts";
export { maskAddress } from "./sessions/masked-address.ts";
export type { Sessions } from "./sessions/sessions.ts";
export type { Liveness, SessionChange, SessionRef } from "./sessions/touch.ts";
export type { ShardOfUser } from "./sessions/whole-index.ts";
export { createMemoryChallengeStore } from "./stores/memory/challenge-store.ts";
export { createMemoryCounterStore } from "./stores/memory/counter-store.ts";
export { createMemorySessionIndex } from "./stores/memory/session-index.ts";
export { createMemorySessionSignals } from "./stores/memory/session-signals.ts";
export { deadline, withDeadline } from "./stores/deadline.ts";
export type * from "./stores/ports.ts";
export type * from "./stores/audit-store.ts";
export type * from "./stores/counter-store.ts";
export type * from "./stores/credential-store.ts";
export type * from "./stores/delivery-store.ts";
export type * from "./stores/device-store.ts";
export type * from "./stores/grace-store.ts";
export type * from "./stores/method-store.ts";
export type * from "./stores/outbox-store.ts";
export type * from "./stores/policy-store.ts";
export type * from "./stores/privacy-store.ts";
export type * from "./stores/recovery-store.ts";
export type * from "./stores/session-history.ts";
export { MOST_SESSIONS } from "./stores/session-index.ts";
export type * from "./stores/session-index.ts";
export type * from "./stores/session-payloads.ts";
export type * from "./stores/session-signals.ts";
export type * from "./stores/stats-store.ts";
export type * from "./stores/webhook-store.ts";
export type { MustEnroll, Subject } from "./subject.ts";
export type { ClientHints, Place, RequestContext, User, UserAdapter } from "./users.ts";
