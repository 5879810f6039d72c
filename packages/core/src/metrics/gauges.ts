import { Gauge, type Registry } from "prom-client";
import type { Logger } from "../logger.ts";
import type { AdminStats, StatsStore } from "../stores/stats-store.ts";

/** What is read of the view, and how it is called. */
const GAUGES: readonly (readonly [name: string, help: string, read: (stats: AdminStats) => number])[] = [
  ["enrolled_users", "Users with at least one method", (stats) => stats.enrolledUsers],
  ["passkeys", "Keys that sign in by themselves", (stats) => stats.passkeys],
  ["backup_codes", "Backup codes that are not used", (stats) => stats.backupCodes],
  ["users_low_on_backup_codes", "Users with one to three of them left", (stats) => stats.usersLowOnBackupCodes],
  ["trusted_devices", "Browsers that are trusted", (stats) => stats.trustedDevices],
  ["active_sessions", "Sessions that have not ended", (stats) => stats.activeSessions],
  ["users_in_grace", "Users who must enroll and have not", (stats) => stats.usersInGrace],
  ["users_past_grace", "Users whose time to enroll is over", (stats) => stats.usersPastGrace],
  ["open_recoveries", "Resets and recoveries that wait", (stats) => stats.openRecoveries],
  ["waiting_users", "Users whose next guess has to wait", (stats) => stats.waitingUsers],
];

/** Counting whole tables takes its time, and many may scrape. */
const KEPT_MS = 30_000;

/** Puts the figures of the database into the registry: read at a scrape, at most once in half a minute. */
export function gaugeStats(stats: StatsStore, { registry, logger }: { registry: Registry; logger: Logger }): void {
  const read = keep(stats, logger);
  for (const [name, help, pick] of GAUGES)
    new Gauge({
      name: `sallyport_${name}`,
      help,
      registers: [registry],
      async collect() {
        const found = await read();
        // A figure that can't be read is no figure: rather a gap than a lie, which `reset` would make of it: zero.
        if (found) this.set(pick(found));
        else this.remove();
      },
    });
  new Gauge({
    name: "sallyport_methods",
    help: "Methods that users have",
    labelNames: ["method"],
    registers: [registry],
    async collect() {
      const found = await read();
      this.reset();
      for (const [method, count] of Object.entries(found?.methods ?? {})) this.set({ method }, count);
    },
  });
}

function keep(stats: StatsStore, logger: Logger): () => Promise<AdminStats | undefined> {
  let kept: { readonly at: number; readonly found: Promise<AdminStats | undefined> } | undefined;
  return () => {
    const now = performance.now();
    if (kept && now - kept.at < KEPT_MS) return kept.found;
    const found = stats.read().catch((error: unknown) => {
      logger.warn("the figures for the metrics could not be read", { error: String(error) });
      kept = undefined;
      return undefined;
    });
    kept = { at: now, found };
    return found;
  };
}
