import type { AuditEntry } from "sallyport";
import { isByAnother, placeOf, whenOf } from "./event-facts.ts";
import { html, type Html } from "./html.ts";
import { sentenceOf } from "./sentences.ts";

const SHOWN = 30;

/** What has happened with somebody's account, in plain words, the newest first. */
export function activityPage(entries: readonly AuditEntry[]): Html {
  const told = entries.map(activityItem).filter((item) => item !== undefined);
  return html`<p>What has happened with your account lately, the newest first. Addresses are shortened.</p>
    <p class="note">
      Something you don't recognise? Change your password (in the demo there is no page for that),
      <a href="/sessions">end the other sessions</a> and look through <a href="/security">your second factors</a>.
    </p>
    <section aria-labelledby="events">
      <h2 id="events">Lately</h2>
      ${told.length === 0 && html`<p>Nothing yet.</p>`}
      <ul class="list">
        ${told.slice(0, SHOWN)}
      </ul>
    </section>
    <section aria-labelledby="data">
      <h2 id="data">Your data</h2>
      <p>You can have everything that is kept about you. <a href="/activity/my-data">Download my data</a></p>
    </section>`;
}

function activityItem(entry: AuditEntry): Html | undefined {
  const sentence = sentenceOf(entry);
  if (sentence === undefined) return undefined;
  const isBad = entry.outcome === "failure" || entry.severity === "critical";
  return html`<li>
    <span
      ><strong ${isBad && html`class="bad"`}>${sentence}</strong><br />
      <small>${whenOf(entry)}, ${whereOf(entry)}</small></span
    >
  </li>`;
}

/** From where an administrator has acted is their own affair. */
function whereOf(entry: AuditEntry): string {
  return isByAnother(entry) ? "by an administrator" : (placeOf(entry) ?? "unknown place");
}

/** Before the download: what is in it. The page stays when the file has come, which the page of a step-up would as well. */
export function myDataPage(): Html {
  return html`<p>
      One file (JSON) with your account, your notes in the vault, your second factors, remembered browsers and sessions,
      and what has happened with them. No code and no secret is in it. It is about you alone: keep it where nobody else
      reads it.
    </p>
    <p><a href="/activity/my-data.json">Download my-data.json</a></p>
    <p>That you have done so will stand in <a href="/activity">your activity</a>.</p>`;
}
