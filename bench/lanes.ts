/** How a call does with several of them in flight. */
export interface LaneFigures {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
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
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: latencies.length / took, p50: at(0.5), p99: at(0.99) };
}
