import { z } from "zod";
import { choice, fn, OBJECT, whole } from "./schema-words.ts";

const YES_OR_NO = "Write true or false";
const PATH = 'Write a path of your app, for example "/enroll"';

export const trustedDevices: z.ZodType<object> = z.strictObject(
  {
    days: whole("days", 1, 30).optional(),
    max: whole("devices", 1, 50).optional(),
    graceSeconds: whole("seconds", 5, 120).optional(),
  },
  { error: OBJECT },
);

export const recovery: z.ZodType<object> = z.strictObject(
  {
    selfService: z.boolean({ error: YES_OR_NO }).optional(),
    delayHours: whole("hours", 1, 720).optional(),
    linkHours: whole("hours", 1, 24).optional(),
    enrollPath: z
      .string({ error: PATH })
      .regex(/^\/(?![/\\])[^#\s]*$/, { error: PATH })
      .optional(),
    mailedCode: z.boolean({ error: YES_OR_NO }).optional(),
  },
  { error: OBJECT },
);

export const admin: z.ZodType<object> = z.strictObject(
  {
    approvals: choice([1, 2]).optional(),
    coolingOffHours: whole("hours", 0, 168).optional(),
    rank: fn("Write a function that takes a user and returns a number").optional(),
  },
  { error: OBJECT },
);
