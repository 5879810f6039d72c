import type { BackupCodeRecord, DurableStores, NewMethod } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { TestClock } from "../support/clock.ts";

/** What a suite works with. */
export interface OpenStores {
  readonly stores: DurableStores;
  readonly clock: TestClock;
}

export const SCHEDULE = {
  freeFailures: 5,
  baseWaitSeconds: 30,
  maxWaitSeconds: 3600,
  maxInARow: 100,
  maxRecent: 200,
  recentDays: 30,
} as const;

export function newMethod(userId: string, more: Partial<NewMethod> = {}): NewMethod {
  const settings = { algorithm: "SHA1", digits: 6, periodSeconds: 30 };
  return {
    id: randomUUID(),
    userId,
    type: "totp",
    name: "Phone",
    secret: "sealed",
    settings,
    lastUsedStep: -1,
    // A key is nothing without its credential.
    ...(more.type === "webauthn" ? { credential: { id: randomUUID(), signCount: 0 } } : {}),
    ...more,
  };
}

export function newCodes(count = 10): readonly BackupCodeRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    position: index + 1,
    lookup: index,
    hash: `hash ${String(index)}`,
  }));
}

/** A hundred calls at once; how many say yes. */
export async function countOf(call: () => Promise<boolean>, times = 100): Promise<number> {
  return (await Promise.all(Array.from({ length: times }, call))).filter(Boolean).length;
}

export function describeTransactions(name: string, current: () => OpenStores): void {
  describe(`Transactions on ${name}`, () => {
    it("keep nothing when the work throws", async () => {
      const { stores } = current();
      const userId = randomUUID();

      const work = stores.transaction(async (inner) => {
        await inner.methods.add(newMethod(userId), { maxPerType: 5 });
        await inner.failures.charge(userId, SCHEDULE);
        throw new Error("no");
      });

      expect(await work.catch((error: unknown) => String(error))).to.equal("Error: no");
      expect(await stores.methods.list(userId)).to.deep.equal([]);
      expect(await stores.failures.charge(userId, SCHEDULE)).to.include({ allowed: true, failures: 1 });
    });

    it("keep all of it when the work ends", async () => {
      const { stores } = current();
      const userId = randomUUID();

      const result = await stores.transaction(async (inner) => {
        await inner.methods.add(newMethod(userId), { maxPerType: 5 });
        await inner.backupCodes.replace(userId, newCodes(), { expiresInSeconds: null });
        return inner.methods.remove(userId, "all", { keepOneOf: undefined });
      });

      expect(result.outcome).to.equal("removed");
      expect((await stores.backupCodes.count(userId)).remaining).to.equal(10);
    });
  });
}
