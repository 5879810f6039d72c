import type { DeviceRecord } from "../stores/device-store.ts";
import { trustScore, type TrustScore } from "./score.ts";

/** A trusted device as its owner sees it. */
export interface DeviceSummary {
  /** A public handle; never a part of the token. */
  readonly id: string;
  readonly name: string;
  readonly browser: string | null;
  readonly os: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** The fixed end of the trust. */
  readonly expiresAt: Date;
  /** The one that asks. */
  readonly current: boolean;
}

/** As an admin sees it. */
export interface DeviceReport extends Omit<DeviceSummary, "current"> {
  readonly deviceType: DeviceRecord["deviceType"];
  readonly trustedBy: DeviceRecord["trustedBy"];
  readonly uses: number;
  readonly trust: TrustScore;
}

export function summariseDevice(device: DeviceRecord, currentIds: readonly string[]): DeviceSummary {
  return { ...wordsOf(device), current: currentIds.includes(device.id) };
}

export function reportDevice(device: DeviceRecord, now: Date): DeviceReport {
  const { deviceType, trustedBy, uses } = device;
  return { ...wordsOf(device), deviceType, trustedBy, uses, trust: trustScore(device, now) };
}

function wordsOf({ id, name, last, createdAt, lastUsedAt, expiresAt }: DeviceRecord): Omit<DeviceSummary, "current"> {
  return { id, name, browser: last.browser, os: last.os, createdAt, lastUsedAt, expiresAt };
}
