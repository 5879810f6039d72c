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
  /** They have changed: the next one who asks gets the new ones. */
  forget(): void;
  /** True the first time for this user, as long as it is remembered. */
  isFirstReport(userId: string): boolean;
}

interface Page {
  readonly rules: readonly PolicyRule[];
  readonly readAt: number;
}

/**
 * Reads the rules once for all requests that wait for them. A database that is away costs the rules nothing that are known
 * already; as long as none are known, nobody passes.
 */
export function createPolicyBook(store: PolicyStore, logger: Logger): PolicyBook {
  let page: Page | undefined;
  let isStale = true;
  let reading: Promise<readonly PolicyRule[]> | undefined;
  const reported = new Set<string>();

  async function read(): Promise<readonly PolicyRule[]> {
    isStale = false;
    try {
      page = { rules: (await store.list()).map(({ rule }) => rule), readAt: performance.now() };
    } catch (error) {
      if (!page) throw error;
      logger.warn("the policy could not be read again; the rules that are known hold", { error: String(error) });
      page = { ...page, readAt: performance.now() };
    } finally {
      reading = undefined;
    }
    return page.rules;
  }

  return {
    rules: () => {
      if (page && !isStale && performance.now() - page.readAt < FRESH_MS) return page.rules;
      // What has changed since a reading began is not in it.
      if (!reading || isStale) reading = read();
      return reading;
    },
    forget: () => {
      isStale = true;
    },
    isFirstReport: (userId) => {
      if (reported.has(userId)) return false;
      if (reported.size >= MOST_REPORTED) reported.clear();
      reported.add(userId);
      return true;
    },
  };
}
