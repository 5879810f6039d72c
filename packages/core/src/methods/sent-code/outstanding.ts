import { z } from "zod";
import { MfaError } from "../../errors.ts";
import type { Parts } from "../../parts.ts";
import { newId } from "../../secrets/random.ts";
import type { ChallengeRecord } from "../../stores/ports.ts";
import { isCode, makeCode, openCode, type CodeBinding } from "./code.ts";

const schema = z.object({
  purpose: z.literal("sent-code"),
  sealed: z.string(),
  codeId: z.string(),
  issuedAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
});

/** A code on its way to somebody. */
export interface OutstandingCode {
  readonly key: string;
  /** Ties its sends together. */
  readonly codeId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

function keysOf(parts: Parts, { purpose, userId, methodId, boundTo }: CodeBinding): readonly string[] {
  return parts.keyRing.macs("challenge-key", JSON.stringify(["sent-code", purpose, userId, methodId, boundTo]));
}

/**
 * The code to send: the one that is outstanding for the same thing while it lives, so that whichever message comes first
 * is the right one; else a new one. Of any number of parallel calls all get the same. Its tries are not given back.
 */
export async function joinCode(parts: Parts, binding: CodeBinding): Promise<OutstandingCode & { code: string }> {
  const { challenges, settings } = parts;
  const [key = ""] = keysOf(parts, binding);
  const { codeSeconds } = settings.delivery;
  // The second round is for one that has run out by the suite's clock and not yet by the store's.
  for (let round = 0; round < 2; round += 1) {
    const record = await challenges.join(
      { key, userId: binding.userId, data: fresh(parts, binding) },
      { ttlSeconds: codeSeconds, maxAttempts: settings.challenges.maxAttempts },
    );
    const found = read(parts, record);
    const code = found && openCode(parts, found.sealed, binding);
    if (found && code !== undefined) return { key, code, ...found };
    await challenges.take(key);
  }
  throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1 });
}

function fresh(parts: Parts, binding: CodeBinding): ChallengeRecord["data"] {
  const now = parts.settings.clock.now();
  return {
    purpose: "sent-code",
    sealed: makeCode(parts, binding),
    codeId: newId(parts.settings),
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + parts.settings.delivery.codeSeconds * 1000).toISOString(),
  };
}

function read(parts: Parts, record: ChallengeRecord | undefined): z.infer<typeof schema> | undefined {
  const data = schema.safeParse(record?.data).data;
  return data && data.expiresAt > parts.settings.clock.now() ? data : undefined;
}

/** What came of a guess at an outstanding code: one of its tries is gone. */
export type CodeGuess =
  { readonly outcome: "right"; readonly found: OutstandingCode } | { readonly outcome: "wrong" | "none" };

export async function guessCode(parts: Parts, binding: CodeBinding, guess: string): Promise<CodeGuess> {
  for (const key of keysOf(parts, binding)) {
    const found = read(parts, await parts.challenges.attempt(key));
    if (!found) continue;
    return isCode(parts, guess, found.sealed, binding)
      ? { outcome: "right", found: { key, ...found } }
      : { outcome: "wrong" };
  }
  return { outcome: "none" };
}
