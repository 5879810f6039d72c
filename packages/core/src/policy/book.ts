import type { Logger } from "../logger.ts";
import type { PolicyStore } from "../stores/policy-store.ts";
import type { PolicyRule } from "./policy.ts";

/** How old the rules of the database may be, where nobody has said that they have changed. */
const FRESH_MS = 5000;

/** Of so many users it is remembered that they have been reported. */
const MOST_REPORTED = 10_000;

/** The rules of the database as this process knows them: no request asks the database for them. */
export interface PolicyBook {
  /** At once where they are known and not old; else as soon as they are read. */
  rules(): readonly PolicyRule[] | Promise<readonly PolicyRule[]>;
  /** They have changed: the next one who asks gets the new ones, and whoever those would refuse is reported again. */
  forget(): void;
  /** Has this user been reported? */
  isReported(userId: string): boolean;
  /** True the first time for this user, as long as it is remembered. */
  isFirstReport(userId: string): boolean;
}

/** What was read, and how many changes had been heard of when the reading began. */
interface Page {
  readonly rules: readonly PolicyRule[];
  readonly heard: number;
  readonly readAt: number;
}

interface Reading {
  readonly heard: number;
  readonly rules: Promise<readonly PolicyRule[]>;
}

/**
 * Reads the rules once for all requests that wait for them. A database that is away costs the rules nothing that are known
 * already; as long as none are known, nobody passes.
 */
export function createPolicyBook(store: PolicyStore, logger: Logger): PolicyBook {
  let heard = 0;
  let page: Page | undefined;
  let reading: Reading | undefined;
  const reported = new Set<string>();

  /** What has changed since a reading began is not in it: one that ends late takes nothing back. */
  function turnTo(next: Page): readonly PolicyRule[] {
    if (!page || page.heard <= next.heard) page = next;
    return page.rules;
  }

  async function read(since: number): Promise<readonly PolicyRule[]> {
    try {
      const rules = (await store.list()).map(({ rule }) => rule);
      return turnTo({ rules, heard: since, readAt: performance.now() });
    } catch (error) {
      if (!page) throw error;
      logger.warn("the policy could not be read again; the rules that are known hold", { error: String(error) });
      return turnTo({ rules: page.rules, heard: since, readAt: performance.now() });
    }
  }

  function begin(since: number): Reading {
    const rules = read(since).finally(() => {
      if (reading?.heard === since) reading = undefined;
    });
    return { heard: since, rules };
  }

  return {
    rules: () => {
      if (page?.heard === heard && performance.now() - page.readAt < FRESH_MS) return page.rules;
      if (reading?.heard !== heard) reading = begin(heard);
      return reading.rules;
    },
    forget: () => {
      heard += 1;
      reported.clear();
    },
    isReported: (userId) => reported.has(userId),
    isFirstReport: (userId) => {
      if (reported.has(userId)) return false;
      if (reported.size >= MOST_REPORTED) reported.clear();
      reported.add(userId);
      return true;
    },
  };
}
