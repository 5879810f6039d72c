import { z } from "zod";
import { audit } from "./audit-schema.ts";
import { channels, delivery, messages } from "./delivery-schema.ts";
import { methods, policy } from "./policy-schema.ts";
import { choice, fn, OBJECT, whole } from "./schema-words.ts";
import { admin, recovery, trustedDevices } from "./trust-schema.ts";
import { webauthn } from "./webauthn-schema.ts";

const ORIGIN =
  'Write the exact origin of the app without a path or a slash at the end, for example "https://bank.example"';
const origin = z.string({ error: ORIGIN }).refine(isOrigin, { error: ORIGIN });
/** The shape of `MfaOptions`. Unknown names are refused, at every depth. */
export const mfaOptionsSchema: z.ZodType<Record<string, unknown>> = z.strictObject({
  issuer: z
    .string({ error: 'Write the name that authenticator apps shall show, for example "Acme Bank"' })
    .trim()
    .min(1, { error: "Write a name of at least one character" })
    .max(64, { error: "Write a name of at most 64 characters" }),
  origin: z.union([origin, z.array(origin).min(1)], { error: ORIGIN }),
  users: z.looseObject(
    {
      findById: fn("Write an async function that takes an id and returns the user or null"),
      verifyPassword: fn(
        "Write an async function that takes a user and a password and returns true or false",
      ).optional(),
      listAdmins: fn(
        "Write an async function that takes a user and returns the admins who shall hear of it",
      ).optional(),
    },
    { error: "Write an object with findById(id), over your own users table" },
  ),
  secret: z.unknown(),
  methods: methods.optional(),
  policy: policy.optional(),
  isAdmin: fn("Write a function that takes a user and returns true or false").optional(),
  totp: z
    .strictObject(
      {
        algorithm: choice(["SHA1", "SHA256", "SHA512"]).optional(),
        digits: choice([6, 8]).optional(),
        periodSeconds: whole("seconds", 15, 60).optional(),
        window: z
          .literal([0, 1], {
            error: "Write 1 (a code stays good for one step before and after), or 0 for the strict profile",
          })
          .optional(),
        maxPerUser: whole("methods", 1, 20).optional(),
      },
      { error: OBJECT },
    )
    .optional(),
  webauthn: webauthn.optional(),
  backupCodes: z
    .strictObject(
      {
        count: whole("codes", 6, 20).optional(),
        symbols: choice([10, 16]).optional(),
        expiresInDays: whole("days", 1, 3650).nullable().optional(),
        cost: z
          .strictObject(
            { N: whole("scrypt N", 2, 2 ** 20), r: whole("scrypt r", 1, 32), p: whole("scrypt p", 1, 16) },
            { error: OBJECT },
          )
          .optional(),
      },
      { error: OBJECT },
    )
    .optional(),
  challenges: z
    .strictObject(
      {
        signInSeconds: whole("seconds", 60, 900).optional(),
        setupSeconds: whole("seconds", 60, 600).optional(),
        maxAttempts: whole("tries", 1, 10).optional(),
      },
      { error: OBJECT },
    )
    .optional(),
  limits: z
    .strictObject(
      {
        preset: choice(["standard", "pci", "strict"]).optional(),
        freeFailures: whole("failures", 1, 10).optional(),
        baseWaitSeconds: whole("seconds", 1, 3600).optional(),
        maxWaitSeconds: whole("seconds", 1, 86_400).optional(),
        maxInARow: whole("failures", 5, 100).optional(),
        maxRecent: whole("failures", 10, 1000).optional(),
        recentDays: whole("days", 1, 90).optional(),
        ipv6PrefixLength: whole("bits", 32, 128).optional(),
      },
      { error: OBJECT },
    )
    .optional(),
  stepUp: z.strictObject({ maxAgeSeconds: whole("seconds", 30, 3600).optional() }, { error: OBJECT }).optional(),
  sessions: z
    .strictObject(
      {
        preset: choice(["relaxed", "standard", "strict"]).optional(),
        absoluteSeconds: whole("seconds", 60, 30 * 86_400).optional(),
        idleSeconds: whole("seconds", 60, 30 * 86_400).optional(),
        max: whole("sessions", 1, 100).optional(),
        whenFull: choice(["end-oldest", "end-least-recently-used", "reject", "ask"]).optional(),
        endOthersOnChange: z.boolean({ error: "Write true or false" }).optional(),
        onChange: choice(["record", "step-up"]).optional(),
        cleanupSeconds: whole("seconds", 0, 7 * 86_400).optional(),
        historyDays: whole("days", 1, 3650).optional(),
      },
      { error: OBJECT },
    )
    .optional(),
  trustedDevices: trustedDevices.optional(),
  recovery: recovery.optional(),
  admin: admin.optional(),
  locate: fn("Write a function that takes an address and returns { city, region, country } or undefined").optional(),
  audit: audit.optional(),
  channels: channels.optional(),
  delivery: delivery.optional(),
  messages: messages.optional(),
  onNotice: fn("Write a function that takes a user and a notice").optional(),
  clock: z
    .looseObject(
      { now: fn("Write a function that returns a Date") },
      { error: "Write an object with now() and offsetMs" },
    )
    .optional(),
  random: fn("Write a function that takes a number of bytes and returns them").optional(),
  logger: z
    .looseObject(
      { info: fn("Write a function"), warn: fn("Write a function"), error: fn("Write a function") },
      { error: "Write an object with info, warn and error" },
    )
    .optional(),
});

function isOrigin(value: string): boolean {
  try {
    const url = new URL(value);
    return url.origin === value && (url.protocol === "https:" || url.protocol === "http:");
  } catch {
    return false;
  }
}
