import { z } from "zod";
import { choice, fn, OBJECT, whole } from "./schema-words.ts";

const URL_REMEDY = 'Write the address that events shall be posted to, for example "https://siem.example/events"';
const SECRET_REMEDY = "Write a secret of at least 32 characters, for example of `openssl rand -base64 32`";
const secret = z.string({ error: SECRET_REMEDY }).min(32, { error: SECRET_REMEDY });
const yesOrNo = z.boolean({ error: "Write true or false" });

const webhook = z.strictObject(
  {
    name: z
      .string({ error: "Write a short name, for example siem" })
      .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, { error: "Write a name of small letters, digits, - and _, up to 32" }),
    url: z.string({ error: URL_REMEDY }).refine(isPostable, { error: URL_REMEDY }),
    secret: z.union([secret, z.array(secret).min(1)], { error: SECRET_REMEDY }),
    types: z
      .array(z.string().min(1), { error: 'Write a list of event types, for example ["mfa_disabled"]' })
      .min(1, { error: "Name at least one event type, or leave it out for all" })
      .optional(),
  },
  { error: OBJECT },
);

/** The shape of `audit`. */
export const audit: z.ZodType = z.strictObject(
  {
    enabled: yesOrNo.optional(),
    onAuditFailure: choice(["refuse", "queue"]).optional(),
    queueDir: z
      .string({ error: "Write the path of a folder" })
      .min(1, { error: "Write the path of a folder" })
      .optional(),
    privacy: choice(["masked", "full"]).optional(),
    chain: choice(["global", "tenant"]).optional(),
    eventDays: whole("days", 1, 3650).optional(),
    attemptDays: whole("days", 1, 3650).optional(),
    onCheckpoint: fn("Write a function that takes a checkpoint and stores it").optional(),
    checkpointMinutes: whole("minutes", 0, 10_080).optional(),
    log: yesOrNo.optional(),
    webhooks: z
      .array(webhook, { error: "Write a list of { name, url, secret }" })
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: "Give each webhook a name of its own",
      })
      .optional(),
  },
  { error: OBJECT },
);

function isPostable(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  return (protocol === "https:" || (protocol === "http:" && isLocal)) && username === "" && password === "";
}
