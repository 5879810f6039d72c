import { z } from "zod";
import { MfaError } from "../errors.ts";
import { counterKey } from "../limits/counter-key.ts";
import type { Parts } from "../parts.ts";
import { newId } from "../secrets/random.ts";
import { requireFull, type Subject } from "../subject.ts";

const PURPOSE = "held-request";
const SECONDS = 300;

/** Held per session in that time: they may be large, and nobody needs many. */
const MOST = 8;

const schema = z.object({ purpose: z.literal(PURPOSE), sealed: z.string(), expiresAt: z.coerce.date() });
const content = z.record(z.string(), z.unknown());

/** A request that waits for a step-up. */
export interface HeldRequest {
  /** No secret: it is worth nothing outside its own session. */
  readonly id: string;
  readonly expiresAt: Date;
}

/**
 * Keeps a request that was refused until its user has stepped up: sealed, for this user and this session alone, five
 * minutes, and once. Undefined where the session holds as many as it may.
 */
export async function holdRequest(
  parts: Parts,
  { subject, data }: { readonly subject: Subject; readonly data: Readonly<Record<string, unknown>> },
): Promise<HeldRequest | undefined> {
  requireFull(subject);
  const { clock } = parts.settings;
  const identifier = subject.sessionId ?? "";
  const rule = { algorithm: "fixed-window", limit: MOST, windowSeconds: SECONDS, burst: MOST } as const;
  const [state] = await parts.counters.hit([{ key: counterKey(parts, PURPOSE, { identifier }), rule, cost: 1 }]);
  if (!state?.allowed) return undefined;

  const id = newId(parts.settings);
  const expiresAt = new Date(clock.now().getTime() + SECONDS * 1000);
  const [key = ""] = keysOf(parts, subject, id);
  const sealed = parts.keyRing.seal(Buffer.from(JSON.stringify(data)), boundTo(subject, id));
  await parts.challenges.put(
    { key, userId: subject.user.id, data: { purpose: PURPOSE, sealed, expiresAt: expiresAt.toISOString() } },
    { ttlSeconds: SECONDS, maxAttempts: 1 },
  );
  return { id, expiresAt };
}

/** Hands it back, to exactly one caller. Unknown, expired, used and foreign ones look alike: `ERR-NOT-FOUND`. */
export async function releaseRequest(
  parts: Parts,
  { subject, id }: { readonly subject: Subject; readonly id: string },
): Promise<Readonly<Record<string, unknown>>> {
  requireFull(subject);
  for (const key of keysOf(parts, subject, id)) {
    const record = await parts.challenges.read(key);
    const held = schema.safeParse(record?.data).data;
    if (!held || held.expiresAt <= parts.settings.clock.now()) continue;
    const opened = parts.keyRing.open(held.sealed, boundTo(subject, id));
    if (opened.ok && (await parts.challenges.take(key)))
      return content.parse(JSON.parse(Buffer.from(opened.plaintext).toString()));
  }
  throw new MfaError("ERR-NOT-FOUND");
}

function boundTo({ user, sessionId }: Subject, id: string): string {
  return JSON.stringify([PURPOSE, user.id, sessionId ?? null, id]);
}

function keysOf(parts: Parts, subject: Subject, id: string): readonly string[] {
  return parts.keyRing.macs("challenge-key", boundTo(subject, id));
}
