import type { Clock } from "../../clock.ts";
import type { ChallengeRecord, ChallengeStore } from "../ports.ts";

interface Entry {
  readonly challenge: ChallengeRecord;
  readonly expiresAt: number;
  attemptsRemaining: number;
}

/** How many puts between two sweeps of what has expired. */
const SWEEP_EVERY = 256;

/**
 * Challenges in the memory of one process: for trying Sallyport out, for tests, for small installations. Each verb runs
 * in one turn of the event loop, which is what makes it atomic here.
 */
export function createMemoryChallengeStore({ clock }: { readonly clock: Clock }): ChallengeStore {
  const entries = new Map<string, Entry>();
  let puts = 0;

  function live(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= clock.now().getTime()) entries.delete(key);
    return entries.get(key);
  }

  function sweep(): void {
    for (const key of entries.keys()) live(key);
  }

  const copy = (entry: Entry): ChallengeRecord & { readonly attemptsRemaining: number } => ({
    ...structuredClone(entry.challenge),
    attemptsRemaining: entry.attemptsRemaining,
  });

  return {
    put: (challenge, { ttlSeconds, maxAttempts }) => {
      puts += 1;
      if (puts % SWEEP_EVERY === 0) sweep();
      entries.set(challenge.key, {
        challenge: structuredClone(challenge),
        expiresAt: clock.now().getTime() + ttlSeconds * 1000,
        attemptsRemaining: maxAttempts,
      });
      return Promise.resolve();
    },
    read: (key) => {
      const entry = live(key);
      return Promise.resolve(entry && copy(entry));
    },
    attempt: (key) => {
      const entry = live(key);
      if (!entry || entry.attemptsRemaining < 1) return Promise.resolve(undefined);
      entry.attemptsRemaining -= 1;
      return Promise.resolve(copy(entry));
    },
    take: (key) => {
      const entry = live(key);
      return Promise.resolve(entry !== undefined && entries.delete(key));
    },
    ping: () => Promise.resolve(),
  };
}
