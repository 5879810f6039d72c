import { Histogram, Registry } from "prom-client";
import { MfaError, type ErrorCode } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Logger } from "../logger.ts";
import type { MethodType } from "../protocol.ts";
import type { StatsStore } from "../stores/stats-store.ts";
import { countEvents } from "./counters.ts";
import { gaugeStats } from "./gauges.ts";

/** What is measured of one suite, in a registry of its own. */
export interface Metrics {
  readonly registry: Registry;
  /** Times a verification, and counts what came of it. */
  time<T>(method: MethodType, verify: () => Promise<T>): Promise<T>;
}

/** Hashing ten thousand times takes its time: from a signature to a backup code on a busy machine. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const OUTCOMES: Readonly<Partial<Record<ErrorCode, string>>> = {
  "ERR-MFA-INVALID": "failure",
  "ERR-MFA-RATE-LIMITED": "rate_limited",
  "ERR-UNAVAILABLE": "unavailable",
};

/** Bounded labels only: methods, outcomes and reasons, never a user, an address or a session. */
export function createMetrics(given: {
  readonly events: Events;
  readonly stats: StatsStore;
  readonly logger: Logger;
}): Metrics {
  const registry = new Registry();
  countEvents(given.events, registry);
  gaugeStats(given.stats, { registry, logger: given.logger });
  const verifications = new Histogram({
    name: "sallyport_verification_seconds",
    help: "Second steps, step-ups and sign-ins by passkey",
    labelNames: ["method", "outcome"],
    buckets: BUCKETS,
    registers: [registry],
  });
  return {
    registry,
    time: async (method, verify) => {
      const stop = verifications.startTimer({ method });
      try {
        const result = await verify();
        stop({ outcome: "success" });
        return result;
      } catch (error) {
        stop({ outcome: (error instanceof MfaError ? OUTCOMES[error.code] : "error") ?? "refused" });
        throw error;
      }
    },
  };
}
