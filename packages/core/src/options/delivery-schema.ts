import { z } from "zod";
import { choice, fn, OBJECT, whole } from "./schema-words.ts";

const CHANNEL = "Write a channel, for example await twilioChannel({ … }), or an object with name and send(message)";
const channel = z.looseObject(
  {
    name: z.string({ error: CHANNEL }).regex(/^[a-z0-9-]{1,40}$/, {
      error: "Name the channel with lower-case letters, digits and hyphens",
    }),
    send: fn(CHANNEL),
  },
  { error: CHANNEL },
);

export const channels: z.ZodType<object> = z.strictObject(
  { sms: channel.optional(), email: channel.optional() },
  { error: "Write an object with sms, email or both" },
);

const COUNTRY = 'Write the two capital letters of a country (ISO 3166-1), for example "TR"';
const country = z.string({ error: COUNTRY }).regex(/^[A-Z]{2}$/, { error: COUNTRY });

const MONEY = "Write an amount of money, from 0 up";
const money = z.number({ error: MONEY }).min(0, { error: MONEY }).max(1_000_000_000, { error: MONEY });
const PRICES = "Write what one message costs, or an object of countries with their prices and a default";
const prices = z.record(z.union([country, z.literal("default")], { error: PRICES }), money, { error: PRICES });

const SHARE = "Write a share from 0 (never pause) to 1";

const sms = z.strictObject(
  {
    max: whole("messages", 1, 100).optional(),
    windowSeconds: whole("seconds", 60, 86_400).optional(),
    maxPerDay: whole("messages", 1, 1000).optional(),
    maxPerPrefixHour: whole("messages", 1, 10_000_000).optional(),
    maxPerCountryHour: whole("messages", 1, 10_000_000).optional(),
    maxPerHour: whole("messages", 1, 10_000_000).optional(),
    countries: z.array(country, { error: 'Write a list of countries, for example ["TR", "DE"]' }).min(1).optional(),
    isAllowed: fn("Write a function that takes { e164, country, type } and returns true or false").optional(),
    pricePerMessage: z.union([money, prices], { error: PRICES }).optional(),
    budgetPerCountryDay: money.optional(),
    budgetPerDay: money.optional(),
    minConversion: z.number({ error: SHARE }).min(0, { error: SHARE }).max(1, { error: SHARE }).optional(),
    conversionSends: whole("messages", 10, 1000).optional(),
    settleSeconds: whole("seconds", 10, 600).optional(),
    pauseSeconds: whole("seconds", 60, 86_400).optional(),
    maxPerUser: whole("numbers", 1, 20).optional(),
    notices: z.boolean({ error: "Write true or false" }).optional(),
  },
  { error: OBJECT },
);

const email = z.strictObject(
  {
    max: whole("messages", 1, 100).optional(),
    windowSeconds: whole("seconds", 60, 86_400).optional(),
    maxPerDay: whole("messages", 1, 1000).optional(),
    maxPerHour: whole("messages", 1, 10_000_000).optional(),
    maxPerUser: whole("addresses", 1, 20).optional(),
  },
  { error: OBJECT },
);

export const delivery: z.ZodType<object> = z.strictObject(
  {
    codeSeconds: whole("seconds", 60, 600).optional(),
    resendAfterSeconds: whole("seconds", 10, 300).optional(),
    language: choice(["en", "tr"]).optional(),
    sms: sms.optional(),
    email: email.optional(),
  },
  { error: OBJECT },
);

const TEXT = "Write a function that takes the context and returns { subject, text, html, sms }, or some of them";
const text = fn(TEXT).optional();

export const messages: z.ZodType<object> = z.strictObject(
  {
    ...{ sms_code: text, email_code: text, method_added: text, method_removed: text, mfa_disabled: text },
    ...{ backup_codes_regenerated: text, backup_code_used: text, backup_codes_low: text, backup_codes_expire: text },
    ...{ new_device: text, failed_guesses: text, admin_reset: text, enroll_by: text },
    ...{ reset_requested: text, admin_reset_done: text, recovery_requested: text, recovery_cancelled: text },
    ...{
      recovery_executed: text,
      enrollment_link: text,
      device_token_reused: text,
      device_compromised: text,
      passkey_copied: text,
    },
  },
  { error: OBJECT },
);
