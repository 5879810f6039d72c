import { systemClock, type Clock, type RandomSource } from "../clock.ts";
import { SallyportConfigError, type ConfigProblem } from "../errors.ts";
import { consoleLogger, type Logger } from "../logger.ts";
import type { MessageOverrides } from "../messages/message.ts";
import type { Policy, PolicyRule } from "../policy/policy.ts";
import type { MethodType } from "../protocol.ts";
import { redactingLogger } from "../redact/redacting-logger.ts";
import { isUsableCost } from "../secrets/scrypt-cost.ts";
import { systemRandom } from "../secrets/random.ts";
import { parseSecrets } from "../secrets/parse-secret.ts";
import type { User, UserAdapter } from "../users.ts";
import type {
  BackupCodeOptions,
  ChallengeOptions,
  LimitOptions,
  MfaOptions,
  SessionOptions,
  StepUpOptions,
  TotpOptions,
} from "./mfa-options.ts";
import { resolveAudit, type AuditSettings } from "./audit-defaults.ts";
import { resolveDelivery, type DeliverySettings } from "./delivery-defaults.ts";
import type { Channels } from "./delivery-options.ts";
import type { AdminOptions, RecoveryOptions, TrustedDeviceOptions } from "./trust-options.ts";
import { canHaveKeys, resolveWebauthn, type WebauthnSettings } from "./webauthn-defaults.ts";
import { webauthnProblems } from "./webauthn-problems.ts";
import { mfaOptionsSchema } from "./schema.ts";
import { problemsOf } from "./problems.ts";
import { resolveLimits } from "./guess-limits.ts";
import { resolveSessions } from "./session-limits.ts";

/** The options with every default in its place; nothing below the composition root sees an optional. */
export interface Settings {
  readonly issuer: string;
  /** At least one. */
  readonly origins: readonly string[];
  readonly users: UserAdapter;
  readonly keys: readonly Uint8Array[];
  readonly methods: readonly MethodType[];
  readonly policy: Policy;
  readonly isAdmin: (user: User) => boolean;
  readonly totp: Required<TotpOptions>;
  readonly webauthn: WebauthnSettings;
  readonly backupCodes: Required<BackupCodeOptions>;
  readonly challenges: Required<ChallengeOptions>;
  readonly limits: Required<Omit<LimitOptions, "preset">>;
  readonly stepUp: Required<StepUpOptions>;
  readonly sessions: Required<Omit<SessionOptions, "preset">>;
  readonly trustedDevices: Required<TrustedDeviceOptions>;
  readonly recovery: Required<RecoveryOptions>;
  readonly admin: Required<AdminOptions>;
  readonly audit: AuditSettings;
  readonly locate: MfaOptions["locate"];
  readonly channels: Channels;
  readonly delivery: DeliverySettings;
  readonly messages: MessageOverrides;
  readonly onNotice: MfaOptions["onNotice"];
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

const SCRYPT_FLOOR = { N: 2 ** 15, r: 8, p: 3 } as const;

/** Those that may stand alone: what is sent may be read on the way (ASVS 6.6.1). */
const STRONGER: readonly MethodType[] = ["totp", "webauthn"];

/**
 * What is on offer where the app doesn't say. Without a channel there is nothing to send; e-mail is there only where somebody
 * has said so (SECURITY.md N5).
 */
export function defaultMethods(options: MfaOptions): readonly MethodType[] {
  const keys = canHaveKeys(options) ? (["webauthn"] as const) : [];
  return ["totp", ...keys, ...(options.channels?.sms ? (["sms"] as const) : []), "backup_code"];
}

/** Everything that is wrong with the options; an empty list where nothing is. */
export function findConfigProblems(options: MfaOptions): readonly ConfigProblem[] {
  const parsed = mfaOptionsSchema.safeParse(options);
  return [
    ...(parsed.success ? [] : problemsOf(parsed.error, options)),
    ...parseSecrets(secretsOf(options), "secret").problems,
    ...(parsed.success ? contradictions(options) : []),
  ];
}

function secretsOf(options: MfaOptions): readonly string[] {
  return [options.secret].flat();
}

/** Checks the options and fills in the defaults. Throws `SallyportConfigError` with all that is wrong, at once. */
export function resolveSettings(options: MfaOptions): Settings {
  const [first, ...rest] = findConfigProblems(options);
  if (first) throw new SallyportConfigError([first, ...rest]);

  const audit = resolveAudit(options);
  const isAdmin = options.isAdmin ?? ((user: User) => (user.roles ?? []).includes("admin"));
  return {
    issuer: options.issuer.trim(),
    origins: [options.origin].flat(),
    users: options.users,
    keys: parseSecrets(secretsOf(options), "secret").keys,
    methods: options.methods ?? defaultMethods(options),
    policy: options.policy ?? [{ mfa: "optional" }],
    isAdmin,
    totp: { algorithm: "SHA1", digits: 6, periodSeconds: 30, window: 1, maxPerUser: 5, ...options.totp },
    webauthn: resolveWebauthn(options),
    backupCodes: { count: 10, symbols: 10, expiresInDays: null, cost: SCRYPT_FLOOR, ...options.backupCodes },
    challenges: { signInSeconds: 300, setupSeconds: 600, maxAttempts: 5, ...options.challenges },
    limits: resolveLimits(options.limits),
    stepUp: { maxAgeSeconds: 300, ...options.stepUp },
    sessions: resolveSessions(options.sessions),
    trustedDevices: { days: 30, max: 10, graceSeconds: 30, ...options.trustedDevices },
    recovery: {
      selfService: true,
      delayHours: 72,
      linkHours: 24,
      enrollPath: "/",
      mailedCode: true,
      ...options.recovery,
    },
    admin: { approvals: 1, coolingOffHours: 0, rank: (user) => Number(isAdmin(user)), ...options.admin },
    audit,
    locate: options.locate,
    channels: options.channels ?? {},
    delivery: resolveDelivery(options.delivery),
    messages: options.messages ?? {},
    onNotice: options.onNotice,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    logger: redactingLogger(options.logger ?? consoleLogger, { keepsAddresses: audit.privacy === "full" }),
  };
}

/** What each value allows alone, but not together, or not in production. */
function contradictions(options: MfaOptions): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...webauthnProblems(options)];
  const production = process.env["NODE_ENV"] === "production";

  for (const type of ["sms", "email"] as const)
    if (options.methods?.includes(type) && !options.channels?.[type])
      problems.push({
        code: "CONFIG-CHANNEL-MISSING",
        option: `channels.${type}`,
        reason: `"${type}" is offered, but there is nothing to send its codes with`,
        remedy: `Give channels.${type} (docs/sending-codes.md), or leave "${type}" out of methods`,
      });

  if (options.methods && options.methods.length > 0 && !options.methods.some((type) => STRONGER.includes(type)))
    problems.push({
      code: "CONFIG-METHODS-WEAK",
      option: "methods",
      reason: `${JSON.stringify(options.methods)} has nothing that is not sent to people, and may be read by others`,
      remedy: 'Offer "totp" or "webauthn" beside it (ASVS 6.6.1)',
    });

  const offered = options.methods ?? defaultMethods(options);
  const rules: readonly PolicyRule[] = typeof options.policy === "object" ? options.policy : [];
  for (const [index, { methods }] of rules.entries())
    if (methods && !methods.some((type) => type !== "backup_code" && offered.includes(type)))
      problems.push({
        code: "CONFIG-POLICY-METHODS",
        option: `policy.${String(index)}.methods`,
        reason: `of ${JSON.stringify(methods)} nothing is on offer that anybody could enroll`,
        remedy: `Name one of ${offered.filter((type) => type !== "backup_code").join(", ")}, or add one to methods`,
      });

  for (const origin of [options.origin].flat())
    if (origin.startsWith("http://") && !isLoopback(origin))
      problems.push({
        code: "CONFIG-ORIGIN-INSECURE",
        option: "origin",
        reason: `"${origin}" is not HTTPS, so the session cookie could be read on the way`,
        remedy: `Write "${origin.replace("http://", "https://")}" and serve it over TLS; plain http is for localhost only`,
      });

  const { absoluteSeconds, idleSeconds } = resolveSessions(options.sessions);
  if (idleSeconds > absoluteSeconds)
    problems.push({
      code: "CONFIG-SESSION-LIMITS",
      option: "sessions.idleSeconds",
      reason: `${String(idleSeconds)} is longer than the whole session may live (${String(absoluteSeconds)})`,
      remedy: "Write fewer seconds than sessions.absoluteSeconds",
    });

  const { cost } = options.backupCodes ?? {};
  if (cost && !isUsableCost(cost))
    problems.push({
      code: "CONFIG-COST-UNUSABLE",
      option: "backupCodes.cost",
      reason: `scrypt can't run with ${JSON.stringify(cost)}`,
      remedy: "Write N as a power of two, or leave it out; the default is { N: 32768, r: 8, p: 3 }",
    });
  if (production && cost && cost.N * cost.r * cost.p < SCRYPT_FLOOR.N * SCRYPT_FLOOR.r * SCRYPT_FLOOR.p)
    problems.push({
      code: "CONFIG-COST-LOW",
      option: "backupCodes.cost",
      reason: `${JSON.stringify(cost)} is cheaper to guess than OWASP ASVS allows`,
      remedy: "Leave it out; the default is { N: 32768, r: 8, p: 3 }",
    });

  return problems;
}

function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return (
    hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "127.0.0.1" || hostname === "[::1]"
  );
}
