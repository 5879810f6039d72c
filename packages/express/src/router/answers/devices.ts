import type { DeviceReport, DeviceSummary } from "@sallyport/core";
import { z } from "zod";
import { count, deviceType, instant, methodType, uuid } from "./words.ts";

const words = {
  id: uuid,
  name: z.string(),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  expiresAt: instant,
} as const;

/** A trusted device as its owner sees it. */
export const device: z.ZodType<DeviceSummary> = z.strictObject({ ...words, current: z.boolean() });

/** As an admin sees it. */
export const deviceReport: z.ZodType<DeviceReport> = z.strictObject({
  ...words,
  deviceType,
  trustedBy: methodType,
  uses: count,
  trust: z.strictObject({
    score: z.int().min(0).max(100),
    factors: z
      .array(
        z.strictObject({
          factor: z.enum(["age", "uses", "browser", "network", "failures"]),
          points: count,
          of: count,
        }),
      )
      .readonly(),
  }),
});
