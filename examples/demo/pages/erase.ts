import type { ErasureReport } from "sallyport";
import { html, type Html } from "./html.ts";

/** Before somebody is erased: what goes, what stays, and why it is done. */
export function erasePage(id: string, typed = ""): Html {
  return html`<p>
      Their account, notes, second factors, remembered browsers and sessions are deleted. In the audit trail a pseudonym
      takes their name, and nobody can find out any more who it was. This can't be undone.
    </p>
    <form method="post" action="/admin/people/${id}/erase">
      <label for="reason-erase">Reason to erase <small>for the record: no names</small></label>
      <input id="reason-erase" name="reason" maxlength="500" required autocomplete="off" value="${typed}" />
      <p>
        <label class="check"><input type="checkbox" name="sure" required /> I know that this can't be undone</label>
      </p>
      <button>Erase them</button>
    </form>
    <p><a href="/admin/people/${id}">Cancel</a></p>`;
}

/** What came of it. */
export function erasedPage({ pseudonym, erased }: ErasureReport): Html {
  if (pseudonym === null)
    return html`<p role="status">There was nothing of them.</p>
      <p><a href="/admin">All people</a></p>`;
  return html`<p class="note" role="status">
      They are erased. In the audit trail, ${erased.events} ${erased.events === 1 ? "event was" : "events were"} theirs:
      they are under <a href="/admin/audit?person=${encodeURIComponent(pseudonym)}">${pseudonym}</a> now.
    </p>
    <p><a href="/admin">All people</a></p>`;
}
