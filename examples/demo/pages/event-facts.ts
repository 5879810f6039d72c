import type { AuditEntry } from "sallyport";
import { minute } from "./day.ts";
import { html, type Html } from "./html.ts";
import { deviceOf } from "./sessions.ts";

/** When it happened. */
export function whenOf({ at }: Pick<AuditEntry, "at">): Html {
  return html`<time datetime="${at.toISOString()}">${minute(at)}</time>`;
}

/** From where, as far as it is known. The address is masked already. */
export function placeOf({ ip, browser, os }: Pick<AuditEntry, "ip" | "browser" | "os">): string | undefined {
  const device = browser === null ? undefined : deviceOf({ browser, ...(os === null ? {} : { os }) });
  const known = [device, ip ?? undefined].filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.join(", ");
}

/** Whether somebody else has done it: what is known of a place is theirs then. */
export function isByAnother({ actorId, userId }: Pick<AuditEntry, "actorId" | "userId">): boolean {
  return actorId !== null && actorId !== userId;
}
