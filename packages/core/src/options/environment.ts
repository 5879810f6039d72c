import type { ConfigProblem } from "../errors.ts";

/** Options read from the environment, and what is wrong with it. */
export interface EnvironmentOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly problems: readonly ConfigProblem[];
  /** Names that are set but belong to no part of this release. */
  readonly unused: readonly string[];
}

interface Variable {
  /** Where the value goes in the options, as a path. */
  readonly option: readonly [string, ...string[]];
  readonly parse: (text: string) => unknown;
  readonly remedy: string;
}

const text = (value: string): unknown => value;
const list = (value: string): unknown => value.split(",").map((part) => part.trim());

function numberBetween(min: number, max: number, factor = 1): (value: string) => unknown {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number >= min && number <= max ? number * factor : undefined;
  };
}

function matching(pattern: RegExp): (value: string) => unknown {
  return (value) => (pattern.test(value) ? value : undefined);
}

function url(...protocols: readonly string[]): (value: string) => unknown {
  return (value) => (URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined);
}

/** Every environment name of this release (docs/configuration.md). Options given in code win over them. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  MFA_SECRET: {
    option: ["secret"],
    parse: list,
    remedy: "Write base64 of 32 random bytes; several, newest first, with commas between",
  },
  MFA_TOTP_ISSUER: { option: ["issuer"], parse: text, remedy: "Write the name that authenticator apps shall show" },
  MFA_TOTP_WINDOW: {
    option: ["totp", "window"],
    parse: numberBetween(0, 1),
    remedy: "Write 1, or 0 for the strict profile",
  },
  MFA_BACKUP_CODES_COUNT: {
    option: ["backupCodes", "count"],
    parse: numberBetween(6, 20),
    remedy: "Write a number of codes from 6 to 20",
  },
  MFA_SMS_RATE_LIMIT: {
    option: ["delivery", "sms", "max"],
    parse: numberBetween(1, 100),
    remedy: "Write how many messages a user may ask for in the window, from 1 to 100",
  },
  MFA_SMS_RATE_WINDOW_MINUTES: {
    option: ["delivery", "sms", "windowSeconds"],
    parse: numberBetween(1, 1440, 60),
    remedy: "Write a whole number of minutes from 1 to 1440",
  },
  TWILIO_ACCOUNT_SID: {
    option: ["twilio", "accountSid"],
    parse: matching(/^AC[0-9a-f]{32}$/i),
    remedy: "Write the account SID, AC and 32 digits; TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER belong to it",
  },
  TWILIO_AUTH_TOKEN: { option: ["twilio", "authToken"], parse: text, remedy: "Write the auth token of the account" },
  TWILIO_PHONE_NUMBER: {
    option: ["twilio", "from"],
    parse: text,
    remedy: 'Write a number of yours in E.164, for example "+15005550006"',
  },
  TWILIO_STATUS_CALLBACK: {
    option: ["twilio", "statusCallback"],
    parse: url("https:", "http:"),
    remedy: 'Write the public URL of deliveryWebhooks(), for example "https://bank.example/hooks/delivery/twilio"',
  },
  SMTP_URL: {
    option: ["smtp", "url"],
    parse: url("smtp:", "smtps:"),
    remedy: 'Write "smtps://user:password@host:465", or "smtp://host:587" for STARTTLS',
  },
  SMTP_FROM: {
    option: ["smtp", "from"],
    parse: matching(/^.+@.+$/),
    remedy: 'Write the address that mails come from, for example "Acme Bank <security@bank.example>"',
  },
  MFA_TRUSTED_DEVICE_DAYS: {
    option: ["trustedDevices", "days"],
    parse: numberBetween(1, 30),
    remedy: "Write a whole number of days from 1 to 30",
  },
  SESSION_EXPIRY_HOURS: {
    option: ["sessions", "absoluteSeconds"],
    parse: numberBetween(1, 720, 3600),
    remedy: "Write a whole number of hours from 1 to 720",
  },
  SESSION_MAX_CONCURRENT: {
    option: ["sessions", "max"],
    parse: numberBetween(1, 100),
    remedy: "Write a number of sessions from 1 to 100",
  },
  SESSION_CLEANUP_INTERVAL: {
    option: ["sessions", "cleanupSeconds"],
    parse: numberBetween(0, 604_800),
    remedy: "Write a whole number of seconds from 0 (never by itself) to 604800",
  },
  SESSION_REDIS_DB: {
    option: ["redisDatabase"],
    parse: numberBetween(0, 15),
    remedy: "Write the number of a Redis database from 0 to 15",
  },
  SECURITY_AUDIT_ENABLED: {
    option: ["audit", "enabled"],
    parse: (value) => ({ true: true, false: false })[value],
    remedy: "Write true, or false to write no events to the database",
  },
  DATABASE_URL: {
    option: ["databaseUrl"],
    parse: url("postgres:", "postgresql:"),
    remedy: 'Write "postgres://user:password@host:5432/database"',
  },
  REDIS_URL: {
    option: ["redisUrl"],
    parse: url("redis:", "rediss:"),
    remedy: 'Write "redis://host:6379", or "rediss://…" for TLS',
  },
};

/** Names of the design that a later release reads: set today they do nothing, and that must not go unnoticed. */
const LATER = ["SECURITY_IP_WHITELIST", "SECURITY_DEVICE_TRACKING"];

/** The environment names that are read, in the order of the documentation. */
export const environmentNames: readonly string[] = Object.keys(VARIABLES);

/** Reads the environment into options. Never shows a value: addresses of servers hold passwords. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentOptions {
  const options: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const given = env[name]?.trim();
    if (given === undefined || given === "") continue;
    const value = variable.parse(given);
    if (value === undefined)
      problems.push({
        code: "CONFIG-ENVIRONMENT-INVALID",
        option: name,
        reason: "the value is not accepted",
        remedy: variable.remedy,
      });
    else put(options, variable.option, value);
  }
  return { options, problems, unused: LATER.filter((name) => (env[name] ?? "") !== "") };
}

function put(options: Record<string, unknown>, [name, ...inner]: Variable["option"], value: unknown): void {
  const [next, ...rest] = inner;
  if (next === undefined) {
    options[name] = value;
    return;
  }
  const group = { ...(options[name] as Record<string, unknown> | undefined) };
  put(group, [next, ...rest], value);
  options[name] = group;
}
