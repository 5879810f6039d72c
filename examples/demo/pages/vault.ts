import { html, type Html } from "./html.ts";

export const LONGEST_NOTE = 200;

interface Vault {
  readonly notes: readonly string[];
  /** How old the proof may be that a note takes. */
  readonly stepUpSeconds: number;
  readonly typed?: string | undefined;
}

/** What is in the vault, and a form that asks for more than looking at it does. */
export function vaultPage({ notes, stepUpSeconds, typed = "" }: Vault): Html {
  return html`<p>Only people with a second factor, shown in the last five minutes, see this page.</p>
    <section aria-labelledby="notes">
      <h2 id="notes">Your notes</h2>
      ${notes.length === 0 && html`<p>There are none yet.</p>`}
      <ul class="list">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>
      <form method="post" action="/vault">
        <label for="note">Leave a note <small>takes a second factor of the last ${stepUpSeconds} seconds</small></label>
        <input id="note" name="note" maxlength="${LONGEST_NOTE}" required autocomplete="off" value="${typed}" />
        <button>Leave it</button>
      </form>
    </section>`;
}
