import type { AuditEntry } from "sallyport";
import { isByAnother, placeOf, whenOf } from "./event-facts.ts";
import { html, type Html } from "./html.ts";

/** Enough to see at once; the rest is in the trail. */
const SHOWN = 10;

/** What has happened to somebody lately, under the names of the trail. */
export function recentEvents(userId: string, entries: readonly AuditEntry[]): Html {
  return html`<section aria-labelledby="lately">
    <h2 id="lately">What has happened lately</h2>
    <ul class="list">
      ${entries.slice(0, SHOWN).map(eventItem)}
    </ul>
    <p><a href="/admin/audit?person=${encodeURIComponent(userId)}">All of it in the audit trail</a></p>
  </section>`;
}

function eventItem(entry: AuditEntry): Html {
  const { type, outcome, reason } = entry;
  const who = isByAnother(entry) ? "by somebody else" : undefined;
  return html`<li>
    <span
      ><strong ${outcome === "failure" && html`class="bad"`}>${type}</strong> ${reason !== null && `(${reason})`}<br />
      <small>${whenOf(entry)}${[who, placeOf(entry)].filter(Boolean).map((part) => `, ${String(part)}`)}</small></span
    >
  </li>`;
}
