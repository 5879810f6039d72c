import { timingSafeEqual } from "node:crypto";
import { signatureOf } from "./signature.ts";

/** What came to a receiver. */
export interface ReceivedWebhook {
  /** As Node.js or Express give them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, byte for byte: not parsed and written again. */
  readonly body: string | Uint8Array;
  /** One, or several while it is changed. */
  readonly secrets: string | readonly string[];
  /** How old or how early it may be. Default 300 seconds. */
  readonly toleranceSeconds?: number;
  /** Default: now. */
  readonly now?: Date;
}

/** Who it is from is certain then. */
export interface VerifiedWebhook {
  /** The event's. One that has come before is the same event again: take it once. */
  readonly id: string;
  /** When it was posted, this time. */
  readonly postedAt: Date;
}

/**
 * Checks a webhook where it arrives: whether it was signed with one of your secrets, and lately. Undefined where it was not:
 * answer 401 then, and look at nothing in it. Follows Standard Webhooks 1.0.0, so that its libraries do as well.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { verifyWebhook } from "sallyport";
 *
 * const app = express();
 * app.post("/events", express.raw({ type: "application/json" }), (req, res) => {
 *   const body = req.body as Buffer;
 *   const verified = verifyWebhook({ headers: req.headers, body, secrets: process.env["WEBHOOK_SECRET"] ?? "" });
 *   res.sendStatus(verified ? 204 : 401);
 * });
 * ```
 */
export function verifyWebhook(received: ReceivedWebhook): VerifiedWebhook | undefined {
  const { headers, body, secrets, toleranceSeconds = 300, now = new Date() } = received;
  const [id, timestamp, given] = ["id", "timestamp", "signature"].map((name) => headerOf(headers, `webhook-${name}`));
  if (id === undefined || timestamp === undefined || given === undefined || !/^\d{1,12}$/.test(timestamp))
    return undefined;
  const postedAt = new Date(Number(timestamp) * 1000);
  if (Math.abs(now.getTime() - postedAt.getTime()) > toleranceSeconds * 1000) return undefined;

  const signatures = given.split(" ").slice(0, MOST_SIGNATURES);
  const expected = [secrets]
    .flat()
    .filter((secret) => secret !== "")
    .map((secret) => signatureOf(secret, { id, timestamp, body }));
  const isOurs = expected.some((one) => signatures.some((other) => isSame(one, other)));
  return isOurs ? { id, postedAt } : undefined;
}

const MOST_SIGNATURES = 10;

function headerOf(headers: ReceivedWebhook["headers"], name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
