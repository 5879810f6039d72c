import type { Clock } from "../../clock.ts";
import type { ChallengeRecord, ChallengeStore } from "../ports.ts";

interface Entry {
  readonly challenge: ChallengeRecord;
  readonly expiresAt: number;
  attemptsRemaining: number;
}

type Limits = Parameters<ChallengeStore["put"]>[1];

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

  function keep(challenge: ChallengeRecord, { ttlSeconds, maxAttempts }: Limits): Entry {
    puts += 1;
    if (puts % SWEEP_EVERY === 0) sweep();
    const entry = {
      challenge: structuredClone(challenge),
      expiresAt: clock.now().getTime() + ttlSeconds * 1000,
      attemptsRemaining: maxAttempts,
    };
    entries.set(challenge.key, entry);
    return entry;
  }

  return {
    put: (challenge, limits) => {
      keep(challenge, limits);
      return Promise.resolve();
    },
    join: (challenge, limits) => {
      const there = live(challenge.key);
      const isOpen = there !== undefined && there.attemptsRemaining > 0;
      return Promise.resolve(copy(isOpen ? there : keep(challenge, limits)));
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
