import { Counter, type Registry } from "prom-client";
import type { EventType, Events, MfaEvent } from "../events.ts";

/** What an event is counted as, beside the count of its type. */
interface Counting {
  readonly name: string;
  readonly help: string;
  readonly label?: { readonly name: string; readonly of: (event: MfaEvent) => string | undefined };
  readonly types: readonly EventType[];
}

const METHOD = { name: "method", of: ({ methodType }: MfaEvent) => methodType } as const;
const REASON = { name: "reason", of: ({ reason }: MfaEvent) => reason } as const;

const COUNTINGS: readonly Counting[] = [
  {
    name: "enrollments",
    help: "Methods that were proved and count from then on",
    label: METHOD,
    types: ["mfa_enabled", "mfa_method_added"],
  },
  { name: "methods_removed", help: "Methods that were removed", label: METHOD, types: ["mfa_method_removed"] },
  {
    name: "challenges_sent",
    help: "Codes that were asked for, and keys that were asked to sign",
    label: METHOD,
    types: ["mfa_challenge_sent"],
  },
  { name: "sends_refused", help: "Codes that were not sent, by the limit", label: REASON, types: ["mfa_send_refused"] },
  {
    name: "rate_limited",
    help: "Tries that were refused unseen",
    label: METHOD,
    types: ["mfa_challenge_rate_limited"],
  },
  { name: "lockouts", help: "Waits that began after failures", types: ["mfa_locked"] },
  { name: "step_ups", help: "Further proofs of full sessions", label: METHOD, types: ["step_up_succeeded"] },
  { name: "sessions_created", help: "Sessions that began", types: ["session_created"] },
  {
    name: "sessions_ended",
    help: "Sessions that ended, by the reason",
    label: REASON,
    types: ["session_ended", "session_evicted"],
  },
  { name: "devices_trusted", help: "Browsers that were trusted", types: ["device_trusted"] },
  { name: "devices_recognised", help: "Second steps that trust has stood in for", types: ["device_recognised"] },
  { name: "devices_revoked", help: "Trust that ended before its time", label: REASON, types: ["device_revoked"] },
  { name: "backup_codes_used", help: "Backup codes that were used", types: ["backup_code_used"] },
  { name: "alerts", help: "What an operator should look at", label: REASON, types: ["alert_raised"] },
  { name: "store_failures", help: "Calls that a store did not answer", label: REASON, types: ["store_unavailable"] },
];

/** So many values of one label; what comes after is `other`. Reasons are words of ours, but rules have names of the app's. */
const MOST_VALUES = 50;

/** Counts events as they happen, without a word about whose they are. */
export function countEvents(events: Events, registry: Registry): void {
  const all = new Counter({
    name: "sallyport_events_total",
    help: "Everything that was recorded",
    labelNames: ["type"],
    registers: [registry],
  });
  events.on("*", ({ type }) => {
    all.inc({ type });
  });
  for (const { types, ...counting } of COUNTINGS) {
    const count = counterOf(counting, registry);
    for (const type of types) events.on(type, count);
  }
}

function counterOf({ name, help, label }: Omit<Counting, "types">, registry: Registry): (event: MfaEvent) => void {
  const counter = new Counter({
    name: `sallyport_${name}_total`,
    help,
    labelNames: label ? [label.name] : [],
    registers: [registry],
  });
  const seen = new Set<string>();
  return (event) => {
    if (!label) {
      counter.inc();
      return;
    }
    const value = label.of(event) ?? "none";
    if (seen.size < MOST_VALUES) seen.add(value);
    counter.inc({ [label.name]: seen.has(value) ? value : "other" });
  };
}
