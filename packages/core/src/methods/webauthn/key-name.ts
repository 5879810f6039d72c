import type { Parts } from "../../parts.ts";
import { describeDevice } from "../../sessions/device.ts";
import type { RequestContext } from "../../users.ts";
import type { KeySettings } from "./credential.ts";

const MOST = 64;

/** What a key is called that its user has given no name: its model where the app knows it, else what it is and where. */
export function nameOfKey(parts: Parts, { aaguid, transports, usage }: KeySettings, context: RequestContext): string {
  const model = modelOf(parts, aaguid);
  if (model) return model;
  if (transports.includes("internal")) return onDevice("Passkey", context);
  if (transports.includes("hybrid")) return "Passkey on a phone";
  return usage === "second-factor" || transports.length > 0 ? "Security key" : "Passkey";
}

/** The list is the app's, and a key must not fail for it. */
function modelOf(parts: Parts, aaguid: string): string | undefined {
  try {
    return parts.settings.webauthn.nameOf?.(aaguid)?.trim().slice(0, MOST);
  } catch (error) {
    parts.settings.logger.warn("webauthn.nameOf failed", { error: String(error) });
    return undefined;
  }
}

function onDevice(what: string, context: RequestContext): string {
  const { os } = describeDevice(context);
  return os === undefined ? what : `${what} on ${os}`;
}
