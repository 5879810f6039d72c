import {
  createMemoryChallengeStore,
  createMemoryCounterStore,
  createMemorySessionIndex,
  createMemorySessionSignals,
  createMfa,
  systemClock,
  type Mfa,
} from "@sallyport/core";
import { connectDatabase, createAuditArchive, createDurableStores } from "@sallyport/sequelize";
import { randomBytes } from "node:crypto";

/** Figures of one verification of a trail. */
export interface VerifierFigures {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Of this process, in microseconds. */
  readonly processorTimeEach: number;
}

const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/** A trail of so many rows, as requests write them, verified from beginning to end. */
export async function measureVerifier(databaseUrl: string, count: number): Promise<VerifierFigures> {
  const { sequelize, close } = connectDatabase({ url: databaseUrl, statementSeconds: 30 });
  const mfa = createMfa(
    {
      issuer: "Bench",
      origin: "http://localhost",
      users: { findById: (id) => Promise.resolve({ id }) },
      secret: randomBytes(32).toString("base64"),
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
  try {
    await fill(mfa, count);
    const [begin, used] = [performance.now(), process.cpuUsage()];
    const result = await mfa.audit.verify();
    const [seconds, { user, system }] = [(performance.now() - begin) / 1000, process.cpuUsage(used)];
    if (!result.ok) throw new Error(`the trail does not verify: ${result.reason}`);
    return {
      rows: result.rows,
      rowsPerSecond: result.rows / seconds,
      processorTimeEach: (user + system) / result.rows,
    };
  } finally {
    await close();
  }
}

const LOT = 5000;

async function fill({ record, audit }: Mfa, count: number): Promise<void> {
  for (let written = 0; written < count; written += LOT) {
    const events = Array.from({ length: Math.min(LOT, count - written) }, (_, index) =>
      record({
        type: "session_extended",
        userId: `user-${String(index)}`,
        sessionId: randomBytes(16).toString("base64url"),
        context: { ip: "203.0.113.7", userAgent: USER_AGENT, requestId: randomBytes(8).toString("hex") },
      }),
    );
    await Promise.all(events);
    await audit.flush();
  }
}
