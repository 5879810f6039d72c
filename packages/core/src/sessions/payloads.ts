import type { Parts } from "../parts.ts";
import type { SessionEntry } from "../stores/session-index.ts";

/**
 * Removes what express-session stored for sessions that have ended. Tidiness, not safety: the index has ended them. So an
 * error is logged and changes nothing.
 */
export async function removePayloads(parts: Parts, ended: readonly SessionEntry[]): Promise<void> {
  const { payloads, settings } = parts;
  if (!payloads || ended.length === 0) return;
  try {
    await payloads.remove(ended.map(({ key }) => key));
  } catch (error) {
    settings.logger.warn("the payload of an ended session stays until it expires", { error: String(error) });
  }
}
