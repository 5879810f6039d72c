import { z } from "zod";
import { MfaError } from "../../errors.ts";
import type { WebauthnUsage } from "../../options/webauthn-options.ts";
import type { Parts } from "../../parts.ts";
import { randomToken } from "../../secrets/random.ts";
import type { ChallengeRecord } from "../../stores/ports.ts";

/**
 * What a challenge is good for: adding a key, the second step of a sign-in, a step-up, or a sign-in by passkey alone; for
 * whom, and where (SECURITY.md H2).
 */
export interface Ceremony {
  readonly purpose: "registration" | "sign-in" | "step-up" | "passkey";
  /** Nobody in particular for `passkey`. */
  readonly userId: string | undefined;
  /** One session, one pending sign-in, or one browser. */
  readonly boundTo: string;
}

/** A key that is being added. */
export interface KeySetup {
  readonly methodId: string;
  readonly name?: string | undefined;
  readonly usage: WebauthnUsage;
}

/** A challenge that waits for its signature. */
export interface OpenCeremony {
  readonly challenge: string;
  readonly expiresAt: Date;
  /** What belongs to a registration. */
  readonly setup?: KeySetup | undefined;
}

const schema = z.object({
  purpose: z.literal("webauthn"),
  challenge: z.string(),
  expiresAt: z.coerce.date(),
  setup: z
    .object({ methodId: z.string(), name: z.string().optional(), usage: z.enum(["passkey", "second-factor"]) })
    .optional(),
});

/** One that is nearly over is of no use to somebody who has to look for a key first. */
const SHORTEST_MS = 60_000;

function keysOf(parts: Parts, { purpose, userId, boundTo }: Ceremony): readonly string[] {
  return parts.keyRing.macs("challenge-key", JSON.stringify(["webauthn", purpose, userId ?? null, boundTo]));
}

/** A new challenge for adding a key, in the place of the one before. */
export async function beginRegistration(parts: Parts, ceremony: Ceremony, setup: KeySetup): Promise<OpenCeremony> {
  const open = fresh(parts, setup);
  const [key = ""] = keysOf(parts, ceremony);
  await parts.challenges.put(recordOf(key, ceremony, open), limitsOf(parts));
  return open;
}

/** The challenge of this ceremony: the one that is open while it lives, so that several tabs don't take it from each other. */
export async function joinCeremony(parts: Parts, ceremony: Ceremony): Promise<OpenCeremony> {
  const [key = ""] = keysOf(parts, ceremony);
  const least = Math.min(SHORTEST_MS, parts.settings.webauthn.ceremonySeconds * 500);
  for (let round = 0; round < 3; round += 1) {
    const joined = await parts.challenges.join(recordOf(key, ceremony, fresh(parts)), limitsOf(parts));
    const open = read(parts, joined);
    if (open && open.expiresAt.getTime() - parts.settings.clock.now().getTime() > least) return open;
    await parts.challenges.take(key);
  }
  throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1 });
}

/** Takes the challenge, before anything is checked: of any number of parallel calls one gets it (WebAuthn §13.4.3). */
export async function takeCeremony(parts: Parts, ceremony: Ceremony): Promise<OpenCeremony | undefined> {
  for (const key of keysOf(parts, ceremony)) {
    const open = read(parts, await parts.challenges.read(key));
    if (open) return (await parts.challenges.take(key)) ? open : undefined;
  }
  return undefined;
}

function fresh(parts: Parts, setup?: KeySetup): OpenCeremony {
  const { clock, random, webauthn } = parts.settings;
  const expiresAt = new Date(clock.now().getTime() + webauthn.ceremonySeconds * 1000);
  return { challenge: randomToken(random), expiresAt, setup };
}

function recordOf(key: string, { userId }: Ceremony, open: OpenCeremony): ChallengeRecord {
  const data = { purpose: "webauthn", ...open };
  return { key, userId: userId ?? "", data: JSON.parse(JSON.stringify(data)) as Record<string, unknown> };
}

function limitsOf(parts: Parts): { readonly ttlSeconds: number; readonly maxAttempts: number } {
  return { ttlSeconds: parts.settings.webauthn.ceremonySeconds, maxAttempts: 1 };
}

function read(parts: Parts, record: ChallengeRecord | undefined): OpenCeremony | undefined {
  const data = schema.safeParse(record?.data).data;
  return data && data.expiresAt > parts.settings.clock.now() ? data : undefined;
}
