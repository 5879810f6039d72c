import type { SessionSummary } from "@sallyport/core";
import { z } from "zod";
import { deviceType, instant, place, proof, uuid } from "./words.ts";

/** A session as its user sees it. */
export const session: z.ZodType<SessionSummary> = z.strictObject({
  id: uuid,
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  ip: z.string().optional(),
  browser: z.string().optional(),
  os: z.string().optional(),
  deviceType,
  location: place.optional(),
  proofs: z.array(proof).readonly(),
});
