import { createAdmin, type Admin } from "./admin/admin.ts";
import { redeemLink } from "./admin/enrollment-link.ts";
import { createUserNotices, type UserNotices } from "./admin/user-notices.ts";
import { cancelRecovery, type RecoveryAnswer } from "./admin/self-recovery.ts";
import { holdRequest, releaseRequest, type HeldRequest } from "./challenges/held-request.ts";
import { proveMailbox, sendMailedCode } from "./challenges/mailed-code.ts";
import {
  challengeKeyForSignIn,
  challengeKeyForStepUp,
  type KeyChallenge,
  type KeyWish,
} from "./challenges/challenge-key.ts";
import { beginPasskey, finishPasskey, type PasskeyAnswer, type PasskeyChallenge } from "./challenges/passkey.ts";
import { recover } from "./challenges/recover.ts";
import { createAudit, type Audit } from "./audit/audit.ts";
import { createWebhooks, type Webhooks } from "./audit/webhooks/webhooks.ts";
import { createDevices, type Devices } from "./devices/devices.ts";
import { beginSignIn, type SignInRequest, type SignInStart } from "./challenges/begin-sign-in.ts";
import { offeredMethods } from "./challenges/offered-methods.ts";
import { sendForSignIn, sendForStepUp, type MethodWish, type SentChallenge } from "./challenges/send-code.ts";
import { createDeliveries, type Deliveries } from "./delivery/delivery.ts";
import { finishSignIn, type SecondStep, type SignedIn } from "./challenges/finish-sign-in.ts";
import type { ChallengeHandle } from "./challenges/open-sign-in.ts";
import { provePassword, stepUp, type SteppedUp, type StepUpRequest } from "./challenges/step-up.ts";
import {
  chooseSession,
  parkSignIn,
  type ParkedSignIn,
  type ReadySignIn,
  type SessionChoice,
} from "./challenges/choose-session.ts";
import type { Registry } from "prom-client";
import type { MfaError } from "./errors.ts";
import { assemble, type Stores } from "./assemble.ts";
import { createEvents, type Events, type NewEvent } from "./events.ts";
import { findUser } from "./find-user.ts";
import { regenerateBackupCodes } from "./methods/backup-codes/regenerate.ts";
import { changeMethod, disableMfa, removeMethod } from "./methods/manage.ts";
import { readStatus, type MfaStatus } from "./methods/status.ts";
import type { MethodConfirmation } from "./methods/activate.ts";
import { confirmEmail } from "./methods/email/confirm.ts";
import { setupEmail } from "./methods/email/setup.ts";
import type { SetupProof } from "./methods/sent-code/confirm.ts";
import type { SentSetup } from "./methods/sent-code/setup.ts";
import { confirmSms } from "./methods/sms/confirm.ts";
import { setupSms } from "./methods/sms/setup.ts";
import { confirmTotp } from "./methods/totp/confirm.ts";
import { setupTotp, type TotpSetup } from "./methods/totp/setup.ts";
import { acceptedPasskeys, type AcceptedPasskeys } from "./methods/webauthn/accepted.ts";
import { confirmWebauthn, type KeyProof } from "./methods/webauthn/confirm.ts";
import { preloadKeys } from "./methods/webauthn/preload.ts";
import { setupWebauthn, type KeyRequest, type WebauthnSetup } from "./methods/webauthn/setup.ts";
import { createMetrics } from "./metrics/metrics.ts";
import type { MfaOptions } from "./options/mfa-options.ts";
import { resolveSettings, type Settings } from "./options/settings.ts";
import { record } from "./parts.ts";
import type { Requirement } from "./policy/gate.ts";
import { judgeSubject } from "./policy/judge-subject.ts";
import { createPrivacy, type Privacy } from "./privacy/privacy.ts";
import { createPolicies, type Policies } from "./policy/policies.ts";
import type { Transport } from "./challenges/sign-in-record.ts";
import type { MethodType, OfferedMethod, Proof } from "./protocol.ts";
import { readHealth, type Health } from "./sessions/health.ts";
import { createSessions, type Sessions } from "./sessions/sessions.ts";
import { createLimits, type Limits } from "./limits/limits.ts";
import type { Subject } from "./subject.ts";
import type { RequestContext, User } from "./users.ts";

/**
 * The domain, ready for an HTTP layer. Every function authorises, acts, records, in that order; none of them knows a
 * request. Refusals are `MfaError`s with a stable code.
 */
export interface Mfa {
  readonly settings: Settings;
  readonly events: Events;
  /** Opens a sign-in after the app has checked the password. */
  beginSignIn(request: SignInRequest): Promise<SignInStart>;
  /** Ends it with a second factor. */
  finishSignIn(step: SecondStep): Promise<SignedIn>;
  /** Adds a second-factor proof to a full session. */
  stepUp(request: StepUpRequest): Promise<SteppedUp>;
  /** What this user may show who they are with, the preferred method first; empty for those who have none. */
  offeredMethods(subject: Pick<Subject, "user">): Promise<readonly OfferedMethod[]>;
  /** Adds a password proof to a full session. `ERR-NOT-FOUND` where the app has no `users.verifyPassword`. */
  provePassword(request: { subject: Subject; password: string }): Promise<Proof>;
  /** Why this full session may not pass a route with this requirement; undefined if it may. */
  judge(requirement: Requirement, subject: Subject): Promise<MfaError | undefined>;
  /** Keeps a request that was refused until its user has stepped up; undefined where the session holds as many as it may. */
  holdRequest(request: { subject: Subject; data: Readonly<Record<string, unknown>> }): Promise<HeldRequest | undefined>;
  /** Hands it back, once. `ERR-NOT-FOUND` for one that is not there, or not this session's. */
  releaseRequest(request: { subject: Subject; id: string }): Promise<Readonly<Record<string, unknown>>>;
  /** Sends a code to the account's own address: what enrolling a first method takes where one is required. */
  sendMailedCode(subject: Subject): Promise<SentChallenge>;
  /** The code that came there. */
  proveMailbox(request: { subject: Subject; code: string }): Promise<Proof>;
  /** The link that came there after a reset; worth the same. */
  redeemLink(request: { subject: Subject; token: string }): Promise<Proof>;
  /** A user who has lost all methods asks for them to be taken away: at the second step (`handle`), or in a full session. */
  requestRecovery(request: { subject: Subject; handle: ChallengeHandle | undefined }): Promise<RecoveryAnswer>;
  /** Takes that back. */
  cancelRecovery(subject: Subject): Promise<void>;
  status(subject: Subject): Promise<MfaStatus>;
  changeMethod(request: {
    subject: Subject;
    methodId: string;
    change: { readonly name?: string; readonly preferred?: boolean };
  }): Promise<void>;
  removeMethod(request: { subject: Subject; methodId: string }): Promise<void>;
  setupTotp(request: { subject: Subject; name?: string | undefined }): Promise<TotpSetup>;
  confirmTotp(request: SetupProof): Promise<MethodConfirmation>;
  /** Sends a code to a number that shall become a method. `ERR-VALIDATION` for one that is none, or not allowed. */
  setupSms(request: { subject: Subject; phoneNumber: string; name?: string | undefined }): Promise<SentSetup>;
  confirmSms(request: SetupProof): Promise<MethodConfirmation>;
  /** The same with an address; that of the account where none is named. */
  setupEmail(request: { subject: Subject; email?: string | undefined; name?: string | undefined }): Promise<SentSetup>;
  confirmEmail(request: SetupProof): Promise<MethodConfirmation>;
  /** Begins the enrollment of a passkey or security key. */
  setupWebauthn(request: KeyRequest): Promise<WebauthnSetup>;
  confirmWebauthn(proof: KeyProof): Promise<MethodConfirmation>;
  /** Which passkeys of the user are good, for the browser's Signal API. */
  acceptedPasskeys(subject: Subject): Promise<AcceptedPasskeys>;
  /** Opens a sign-in by passkey alone; `held` is the token that this browser has from an earlier call. */
  beginPasskey(request: { readonly held?: string | undefined }): Promise<PasskeyChallenge>;
  finishPasskey(answer: PasskeyAnswer): Promise<SignedIn>;
  /** Asks the keys of a pending sign-in for a signature. */
  challengeKeyForSignIn(
    request: KeyWish & { readonly handle: ChallengeHandle; readonly context: RequestContext },
  ): Promise<KeyChallenge>;
  /** The same for a step-up. */
  challengeKeyForStepUp(request: KeyWish & { readonly subject: Subject }): Promise<KeyChallenge>;
  /** Sends a code for a pending sign-in. */
  sendForSignIn(
    request: MethodWish & { readonly handle: ChallengeHandle; readonly context: RequestContext },
  ): Promise<SentChallenge>;
  /** Sends a code for a step-up. */
  sendForStepUp(request: MethodWish & { readonly subject: Subject }): Promise<SentChallenge>;
  regenerateBackupCodes(subject: Subject): Promise<readonly string[]>;
  disable(request: { subject: Subject; type?: Exclude<MethodType, "backup_code"> | undefined }): Promise<void>;
  /** Keeps a sign-in that met a full cap until its user has chosen. */
  parkSignIn(ready: ReadySignIn & { transport: Transport }): Promise<ParkedSignIn>;
  /** Ends the chosen session and hands the sign-in back. */
  chooseSession(choice: SessionChoice): Promise<ReadySignIn>;
  readonly sessions: Sessions;
  readonly users: UserNotices;
  readonly devices: Devices;
  readonly policy: Policies;
  readonly admin: Admin;
  readonly limits: Limits;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly privacy: Privacy;
  readonly delivery: Deliveries;
  /** What is measured of this suite, in the format of Prometheus (docs/metrics.md): to be served, or merged with your own. */
  readonly metrics: Registry;
  /** How the stores are, for a health check. Never throws. */
  health(): Promise<Health>;
  /** The app's user, or null for a deleted or disabled account. `ERR-UNAVAILABLE` where the app can't tell. */
  findUser(id: string): Promise<User | null>;
  /** Keys for one purpose, newest first: cookie signing, for example. */
  deriveKeys(purpose: string): readonly Uint8Array[];
  /** Records what the HTTP layer alone can see. Throws `ERR-UNAVAILABLE` where it can't be written. */
  record(event: NewEvent): Promise<void>;
  /** Resolves when every store answers. `ERR-UNAVAILABLE` otherwise. */
  ping(): Promise<void>;
}

/**
 * Puts the domain together: the only file that knows all the parts. Most apps call `createSallyport` instead, which
 * opens the stores as well.
 *
 * Throws `SallyportConfigError` with everything that is wrong with the options.
 */
export function createMfa(options: MfaOptions, stores: Stores): Mfa {
  const settings = resolveSettings(options);
  const events = createEvents(settings.logger);
  const parts = assemble(settings, { events, stores });
  const metrics = createMetrics({ events, stats: parts.durable.stats, logger: settings.logger });
  if (settings.methods.includes("webauthn")) preloadKeys(settings.logger);
  return {
    settings,
    events,
    beginSignIn: (request) => beginSignIn(parts, request),
    finishSignIn: (step) => metrics.time(step.type, () => finishSignIn(parts, step)),
    stepUp: (request) => metrics.time(request.type, () => stepUp(parts, request)),
    offeredMethods: async ({ user }) =>
      offeredMethods(parts, { user, records: await parts.durable.methods.list(user.id) }),
    provePassword: (request) => provePassword(parts, request),
    judge: (requirement, subject) => judgeSubject(parts, requirement, subject),
    holdRequest: (request) => holdRequest(parts, request),
    releaseRequest: (request) => releaseRequest(parts, request),
    sendMailedCode: (subject) => sendMailedCode(parts, subject),
    proveMailbox: (request) => proveMailbox(parts, request),
    redeemLink: (request) => redeemLink(parts, request),
    requestRecovery: (request) => recover(parts, request),
    cancelRecovery: (subject) => cancelRecovery(parts, subject),
    status: (subject) => readStatus(parts, subject),
    changeMethod: (request) => changeMethod(parts, request),
    removeMethod: (request) => removeMethod(parts, request),
    setupTotp: (request) => setupTotp(parts, request),
    confirmTotp: (request) => confirmTotp(parts, request),
    setupSms: (request) => setupSms(parts, request),
    confirmSms: (request) => confirmSms(parts, request),
    setupEmail: (request) => setupEmail(parts, request),
    confirmEmail: (request) => confirmEmail(parts, request),
    setupWebauthn: (request) => setupWebauthn(parts, request),
    confirmWebauthn: (proof) => confirmWebauthn(parts, proof),
    acceptedPasskeys: (subject) => acceptedPasskeys(parts, subject),
    beginPasskey: (request) => beginPasskey(parts, request),
    finishPasskey: (answer) => metrics.time("webauthn", () => finishPasskey(parts, answer)),
    challengeKeyForSignIn: (request) => challengeKeyForSignIn(parts, request),
    challengeKeyForStepUp: (request) => challengeKeyForStepUp(parts, request),
    sendForSignIn: (request) => sendForSignIn(parts, request),
    sendForStepUp: (request) => sendForStepUp(parts, request),
    regenerateBackupCodes: (subject) => regenerateBackupCodes(parts, subject),
    disable: (request) => disableMfa(parts, request),
    parkSignIn: (ready) => parkSignIn(parts, ready),
    chooseSession: (choice) => chooseSession(parts, choice),
    sessions: createSessions(parts),
    users: createUserNotices(parts),
    devices: createDevices(parts),
    policy: createPolicies(parts),
    admin: createAdmin(parts),
    limits: createLimits(parts),
    audit: createAudit(parts),
    webhooks: createWebhooks(parts),
    privacy: createPrivacy(parts),
    delivery: createDeliveries(parts),
    metrics: metrics.registry,
    health: () => readHealth(parts),
    findUser: (id) => findUser(parts, id),
    deriveKeys: (purpose) => parts.keyRing.derive(purpose),
    record: (event) => record(parts, event),
    ping: async () => {
      const { durable, challenges, sessionIndex, counters } = parts;
      await Promise.all([durable.ping(), challenges.ping(), sessionIndex.ping(), counters.ping()]);
    },
  };
}
