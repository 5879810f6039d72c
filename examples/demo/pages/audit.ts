import type { AuditEntry, Verification } from "sallyport";
import { auditFilter, linkTo, type AuditQuestion } from "./audit-filter.ts";
import { placeOf, whenOf } from "./event-facts.ts";
import { html, type Html } from "./html.ts";

/** One page of the trail. */
export interface AuditShown {
  readonly question: AuditQuestion;
  readonly entries: readonly AuditEntry[];
  readonly nextCursor?: string | undefined;
  /** The addresses of those who have an account. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly verification?: Verification | undefined;
}

/** What has happened to everybody, the newest first. */
export function auditPage({ question, entries, nextCursor, addresses, verification }: AuditShown): Html {
  return html`${verification && resultOf(verification)}
    <form method="post" action="/admin/audit/verify">
      <button class="other">Verify the trail</button>
    </form>
    ${auditFilter(question)}
    <h2 id="newest">Newest first</h2>
    ${entries.length === 0 ? html`<p>There are none of these.</p>` : eventTable(entries, addresses)}
    ${nextCursor !== undefined && html`<p><a href="${linkTo(question, nextCursor)}" rel="next">Older</a></p>`}`;
}

function resultOf(result: Verification): Html {
  const rows = `${result.rows.toLocaleString("en")} ${result.rows === 1 ? "row" : "rows"}`;
  if (result.ok) return html`<p class="note" role="status">${rows} verified, nothing was changed.</p>`;
  const { firstBad: bad, reason } = result;
  const where = bad ? `row ${bad.seq} of strand ${bad.strand} in chain ${bad.chain}` : "the checkpoint";
  return html`<p class="problem" role="alert">
    The trail does not hold, from ${where} on${bad?.at && html` (${whenOf({ at: bad.at })})`}: ${reason}. Copy the
    database before you do anything else. ${rows} checked.
  </p>`;
}

/** Wider than a phone: it scrolls by itself, with the keyboard as well. */
function eventTable(entries: readonly AuditEntry[], addresses: ReadonlyMap<string, string>): Html {
  return html`<div class="scroll" role="region" aria-labelledby="newest" tabindex="0">
    <table>
      <thead>
        <tr>
          ${["Time", "Event", "Outcome", "Severity", "Person", "By", "Place"].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => eventRow(entry, addresses))}
      </tbody>
    </table>
  </div>`;
}

function eventRow(entry: AuditEntry, addresses: ReadonlyMap<string, string>): Html {
  const { type, reason, note, outcome, severity, userId, actorId } = entry;
  const why = note ?? reason;
  return html`<tr>
    <td>${whenOf(entry)}</td>
    <td>${type}${why !== null && html`<br /><small>${why}</small>`}</td>
    <td ${outcome === "failure" && html`class="bad"`}>${outcome}</td>
    <td>${severity}</td>
    <td>${userId !== null && personLink(userId, addresses)}</td>
    <td>${actorId !== null && personLink(actorId, addresses)}</td>
    <td>${placeOf(entry)}</td>
  </tr>`;
}

/** To their own page, where there is one: those who were erased have left a pseudonym, scripts a name. */
function personLink(id: string, addresses: ReadonlyMap<string, string>): Html {
  const address = addresses.get(id);
  if (address !== undefined) return html`<a href="/admin/people/${encodeURIComponent(id)}">${address}</a>`;
  return html`<a href="/admin/audit?person=${encodeURIComponent(id)}">${id}</a>`;
}
