import type { Parts } from "../../parts.ts";
import type { ClientData } from "./credential-json.ts";

/** The longest text of a library that is logged: it repeats what a client has sent. */
const MOST_SHOWN = 200;

/** Pages that frame this one must not use its keys, whatever they call themselves (WebAuthn §7.1, crossOrigin and topOrigin). */
export function isFramed({ crossOrigin, topOrigin }: ClientData): boolean {
  return crossOrigin === true || topOrigin !== undefined;
}

/** Tells operators why a key was refused: nearly always an origin or an RP ID that is configured wrongly. */
export function logRefusal(parts: Parts, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  parts.settings.logger.info("a passkey was refused", { reason: text.slice(0, MOST_SHOWN) });
}
