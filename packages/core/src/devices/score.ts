import { sameBrowser, type Device } from "../sessions/device.ts";
import type { DeviceRecord, DeviceSighting } from "../stores/device-store.ts";

/** One reason why a trust is worth more or less. */
export interface TrustFactor {
  readonly factor: "age" | "uses" | "browser" | "network" | "failures";
  /** What it adds. */
  readonly points: number;
  /** What it could add. */
  readonly of: number;
}

/** How much a trust is worth, for people who look at it: it opens nothing and refuses nothing by itself. */
export interface TrustScore {
  /** 0 to 100. */
  readonly score: number;
  readonly factors: readonly TrustFactor[];
}

const DAY_MS = 86_400_000;
const MOST = { age: 20, uses: 25, browser: 20, network: 20, failures: 15 } as const;

/** After so many days, and so many uses, there is nothing more to be gained. */
const FULL_AGE_DAYS = 14;
const FULL_USES = 10;

/** Each wrong code takes that much away. */
const PER_FAILURE = 5;

/** The sum of five factors (docs/trusted-devices.md). */
export function trustScore(device: DeviceRecord, now: Date): TrustScore {
  const days = Math.max(0, now.getTime() - device.createdAt.getTime()) / DAY_MS;
  const { trusted, last } = device;
  const factors: readonly TrustFactor[] = [
    factor("age", MOST.age * Math.min(1, days / FULL_AGE_DAYS)),
    factor("uses", MOST.uses * Math.min(1, device.uses / FULL_USES)),
    factor("browser", isSameBrowser(trusted, last) ? MOST.browser : 0),
    factor("network", trusted.network !== null && trusted.network === last.network ? MOST.network : 0),
    factor("failures", Math.max(0, MOST.failures - PER_FAILURE * device.failures)),
  ];
  return { score: factors.reduce((sum, { points }) => sum + points, 0), factors };
}

function factor(name: TrustFactor["factor"], points: number): TrustFactor {
  return { factor: name, points: Math.round(points), of: MOST[name] };
}

/** Updates change no family. What is not known is not the same (SECURITY.md O4). */
function isSameBrowser(a: DeviceSighting, b: DeviceSighting): boolean {
  return a.browser !== null && a.os !== null && sameBrowser(wordsOf(a), wordsOf(b));
}

function wordsOf({ browser, os }: DeviceSighting): Device {
  return { ...(browser === null ? {} : { browser }), ...(os === null ? {} : { os }), deviceType: "other" };
}
