import { daysOf, readOptions } from "./arguments.ts";
import { withAudit } from "./open-audit.ts";

/**
 * `sallyport audit retain`: for installations that delete by a job of their own. The days are asked for and not assumed: those
 * of the app are in its code, and what is deleted is gone.
 */
export async function runRetain(args: readonly string[]): Promise<number> {
  const given = readOptions(args, ["event-days", "attempt-days", "data-dir"]);
  const audit = { eventDays: daysOf(given, "event-days"), attemptDays: daysOf(given, "attempt-days") };
  const { events, attempts } = await withAudit({ dataDir: given["data-dir"], audit }, (trail) => trail.retain());
  process.stdout.write(`Deleted: ${String(events)} events, ${String(attempts)} attempts\n`);
  return 0;
}
