import { performance } from "node:perf_hooks";

const EVERY_MS = 1000;

let before = performance.eventLoopUtilization();
let measuredAt = 0;
let load = 0;

/** How busy this process was over the last second: 0 idle, 1 never idle. Measured when somebody asks. */
export function currentLoad(): number {
  const now = performance.now();
  if (now - measuredAt < EVERY_MS) return load;
  const total = performance.eventLoopUtilization();
  load = performance.eventLoopUtilization(total, before).utilization;
  before = total;
  measuredAt = now;
  return load;
}
