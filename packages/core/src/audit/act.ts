import type { NewEvent } from "../events.ts";
import type { Parts } from "../parts.ts";
import type { Appended, Recorder } from "./recorder.ts";

/**
 * Does something in one transaction, with the events that it records: both are kept, or neither (SECURITY.md M4). `work` is
 * given parts whose stores belong to that transaction; whatever it calls with them takes part. Events are written last, so
 * that no writer waits for longer than it must, and listeners hear of them when the transaction is kept.
 */
export async function act<T>(parts: Parts, work: (within: Parts) => Promise<T>): Promise<T> {
  // Inside another act it is that one's transaction, and that one's end.
  if (parts.isInAct) return work(parts);

  let appended: Appended | undefined;
  try {
    const result = await parts.durable.transaction(async (durable) => {
      const gathered: NewEvent[] = [];
      const value = await work({ ...parts, durable, isInAct: true, recorder: gatherer(parts.recorder, gathered) });
      if (gathered.length > 0) appended = await parts.recorder.within.append(durable.audit, gathered);
      return value;
    });
    appended?.kept();
    return result;
  } catch (error) {
    await appended?.dropped();
    throw error;
  }
}

function gatherer(recorder: Recorder, gathered: NewEvent[]): Recorder {
  return {
    ...recorder,
    record: (events) => {
      gathered.push(...events);
      return Promise.resolve();
    },
  };
}
