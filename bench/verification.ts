import {
  createMemoryChallengeStore,
  createMemoryCounterStore,
  createMemorySessionIndex,
  createMemorySessionSignals,
  createMfa,
  systemClock,
} from "@sallyport/core";
import { connectDatabase, createAuditArchive, createDurableStores } from "@sallyport/sequelize";
import { randomBytes } from "node:crypto";
import { generateSync } from "otplib";

/** Figures of one run of verifications. */
export interface VerificationFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly statementsEach: number;
}

/**
 * Codes verified end to end on PostgreSQL, eight at a time: charge, read, match, claim and reset in one transaction; with the
 * audit trail, their rows as well.
 */
export async function measureVerifications({
  databaseUrl,
  count,
  isAudited,
}: {
  databaseUrl: string;
  count: number;
  isAudited: boolean;
}): Promise<VerificationFigures> {
  const { sequelize, close } = connectDatabase({ url: databaseUrl });
  const mfa = createMfa(
    {
      issuer: "Bench",
      origin: "http://localhost",
      users: { findById: (id) => Promise.resolve({ id }) },
      secret: randomBytes(32).toString("base64"),
      backupCodes: { cost: { N: 2, r: 1, p: 1 } },
      audit: { enabled: isAudited },
    },
    {
      durable: createDurableStores({ sequelize }),
      archive: createAuditArchive({ sequelize }),
      challenges: createMemoryChallengeStore({ clock: systemClock }),
      sessionIndex: createMemorySessionIndex({ clock: systemClock }),
      signals: createMemorySessionSignals(),
      counters: createMemoryCounterStore({ clock: systemClock }),
    },
  );
  const subjects = Array.from({ length: count }, () => subjectOf(randomBytes(8).toString("hex")));
  const secrets = await inLots(subjects, async (subject) => {
    const { secret } = await mfa.setupTotp({ subject });
    await mfa.confirmTotp({ subject, code: generateSync({ secret, epoch: now() }) });
    return secret;
  });

  let statements = 0;
  sequelize.addHook("afterQuery", () => {
    statements += 1;
  });
  const latencies: number[] = [];
  const started = performance.now();
  await inLots(subjects, async (subject, index) => {
    const began = performance.now();
    await mfa.stepUp({
      subject,
      type: "totp",
      code: generateSync({ secret: secrets[index] ?? "", epoch: now() + 30 }),
    });
    latencies.push(performance.now() - began);
  });
  const seconds = (performance.now() - started) / 1000;
  await close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99), statementsEach: statements / count };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function subjectOf(id: string): Parameters<ReturnType<typeof createMfa>["status"]>[0] {
  return { user: { id }, stage: "full", proofs: [{ by: "password", at: new Date() }], context: {} };
}

async function inLots<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return results;
}
