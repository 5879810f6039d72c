import type { Parts } from "../parts.ts";

/** How the stores are. No addresses, no versions. */
export interface Health {
  /** `degraded`: sessions work, but something else does not, or events wait in a file (`audit.onAuditFailure`); `down`: nobody gets in. */
  readonly status: "ok" | "degraded" | "down";
  /** Where sessions live. */
  readonly store: { readonly kind: string; readonly latencyMs: number | null };
}

export async function readHealth(parts: Parts): Promise<Health> {
  const startedAt = performance.now();
  const index = parts.sessionIndex.ping().then(() => Math.round(performance.now() - startedAt));
  const others = Promise.all([parts.durable.ping(), parts.challenges.ping(), parts.counters.ping()]);
  const [sessions, rest] = await Promise.allSettled([index, others]);
  const { kind } = parts.sessionIndex;
  if (sessions.status === "rejected") return { status: "down", store: { kind, latencyMs: null } };
  const isWhole = rest.status === "fulfilled" && !parts.recorder.isDegraded;
  return { status: isWhole ? "ok" : "degraded", store: { kind, latencyMs: sessions.value } };
}
