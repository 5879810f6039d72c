import type { Parts } from "../parts.ts";
import { describeDevice } from "../sessions/device.ts";
import { maskAddress } from "../sessions/masked-address.ts";
import type { DeviceSighting } from "../stores/device-store.ts";
import type { RequestContext } from "../users.ts";

/** What is seen of a device: words, and its network as a keyed hash. */
export function sightingOf(parts: Parts, context: RequestContext): DeviceSighting {
  const { browser = null, os = null } = describeDevice(context);
  const network = context.ip === undefined ? undefined : maskAddress(context.ip);
  // Under the oldest key, which is the last one to change: two sightings are compared for as long as can be.
  const hash = network === undefined ? undefined : parts.keyRing.macs("device-network", network).at(-1);
  return { browser, os, network: hash ?? null };
}
