import type { DeviceType } from "../protocol.ts";
import { readClientHints } from "./client-hints.ts";
import type { DeviceHeaders, Product, Sighting } from "./sighting.ts";
import { readUserAgent } from "./user-agent.ts";

/** A device in words for its owner. What is not known is absent. */
export interface Device {
  /** With the major version: `Firefox 128`. */
  readonly browser?: string;
  /** With the version where it is told: `Windows 10`, `Android 14`, `iOS 17.5`, `macOS`. */
  readonly os?: string;
  readonly deviceType: DeviceType;
}

const HANDHELD: ReadonlySet<string | undefined> = new Set(["Android", "iOS"]);

/**
 * Says in words which device a request came from, to be shown and not to be trusted: every header can be forged. Client
 * hints win over the user agent where they are sent (User-Agent Client Hints, W3C CG, section 3). Only known names and
 * numbers come out, so nobody can write a message of their own into a list of sessions or a notice.
 */
export function describeDevice({ userAgent = "", clientHints = {} }: DeviceHeaders): Device {
  const agent = readUserAgent(userAgent);
  const hints = readClientHints(clientHints);
  const browser = browserOf(agent, hints);
  // The hints that come unasked name no version of the system.
  const os = hints.os && hints.os.name !== agent.os?.name ? hints.os : agent.os;
  return {
    ...(browser && { browser: inWords(browser) }),
    ...(os && { os: inWords(os) }),
    deviceType: deviceTypeOf({ agent, os, mobile: hints.mobile }),
  };
}

/**
 * Whether two descriptions may be of one browser: the same family of browser and of system, whatever the versions, since
 * an automatic update is no change. What is unknown equals only what is unknown.
 */
export function sameBrowser(a: Device, b: Device): boolean {
  return familyOf(a.browser) === familyOf(b.browser) && familyOf(a.os) === familyOf(b.os);
}

/** A browser built on Chromium may send that brand alone, and its own name in the user agent only. */
function browserOf(agent: Sighting, hints: Sighting): Product | undefined {
  const unnamed = hints.browser?.name === "Chromium" && agent.browser && agent.browser.name !== "Chrome";
  return unnamed ? agent.browser : (hints.browser ?? agent.browser);
}

function deviceTypeOf(seen: {
  readonly agent: Sighting;
  readonly os: Product | undefined;
  readonly mobile: boolean | undefined;
}): DeviceType {
  const { agent, os, mobile } = seen;
  if (agent.deviceType === "other" || mobile === undefined) return agent.deviceType ?? "other";
  if (mobile) return "mobile";
  if (agent.deviceType === "tablet" || HANDHELD.has(os?.name)) return "tablet";
  return os ? "desktop" : "other";
}

function inWords({ name, version }: Product): string {
  return version === undefined ? name : `${name} ${version}`;
}

function familyOf(words: string | undefined): string | undefined {
  return words?.replace(/ [\d.]+$/, "");
}
