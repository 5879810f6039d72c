/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** How a call does with several of them in flight. */
export interface LaneFigures extends Latency {
  readonly perSecond: number;
}

/** Of calls that took so many milliseconds each. */
export function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

const WARM_UP = 200;

/** Calls over and over for some seconds, always `inFlight` at a time. */
export async function measureLanes(
  call: () => Promise<unknown>,
  { seconds, inFlight }: { seconds: number; inFlight: number },
): Promise<LaneFigures> {
  for (let made = 0; made < WARM_UP; made += 1) await call();
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const lane = async (): Promise<void> => {
    for (let began = performance.now(); began < end; began = performance.now()) {
      await call();
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  const took = (performance.now() - started) / 1000;
  return { perSecond: latencies.length / took, ...latencyOf(latencies) };
}

/** As many at once as a small app has. */
const IN_FLIGHT = 8;

/** Works through all of these, each once, eight at a time; the milliseconds that each took. */
export async function eachInLanes<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const began = performance.now();
      await work(item);
      milliseconds.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return milliseconds;
}
