import type { DeviceSighting, NewDevice, Recognition, ShownToken } from "@sallyport/core";
import { randomUUID } from "node:crypto";

export const FIREFOX: DeviceSighting = { browser: "Firefox", os: "Linux", network: "network 1" };

/** A trust of thirty days. */
export function newDevice(userId: string, more: Partial<NewDevice> = {}): NewDevice {
  return {
    id: randomUUID(),
    userId,
    tenantId: null,
    name: "Firefox on Linux",
    deviceType: "desktop",
    trustedBy: "totp",
    trusted: FIREFOX,
    family: `family ${randomUUID()}`,
    token: `token ${randomUUID()}`,
    stamp: "stamp",
    days: 30,
    ...more,
  };
}

/** The token of a device as its browser shows it. */
export function shownToken(device: NewDevice, more: Partial<ShownToken> = {}): ShownToken {
  const { userId, family, token, stamp } = device;
  return {
    userId,
    families: [family],
    tokens: [token],
    stamps: [stamp],
    next: { family, token: `token ${randomUUID()}`, stamp },
    graceSeconds: 30,
    seen: FIREFOX,
    ...more,
  };
}

/** What a token was worth, in a word. */
export function worthOf(found: Recognition): string {
  if (found.outcome === "recognised") return found.isRotated ? "rotated" : "recognised";
  return found.outcome === "refused" ? found.reason : found.outcome;
}
