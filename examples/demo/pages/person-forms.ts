import { html, type Html } from "./html.ts";

/** What an administrator can do for somebody. */
export type ActName = "reset" | "unlock" | "sign-out" | "more-time";

/** One form for each act. Whoever lifts a protection says why: it goes into the record. */
export function personForms(id: string): Html {
  return html`<section aria-labelledby="help">
      <h2 id="help">Help</h2>
      ${actForm(id, { name: "reset", button: "Reset their second factors", fields: reason("reset", "Reason to reset") })}
      ${actForm(id, { name: "unlock", button: "Let them guess again", fields: reason("unlock", "Reason to let them guess") })}
      ${actForm(id, {
        name: "more-time",
        button: "Give more time to enroll",
        fields: html`<label for="days">Days <small>from now</small></label>
          <input id="days" name="days" type="number" min="1" max="365" value="7" required />
          ${reason("more-time", "Reason for more time")}`,
      })}
      ${actForm(id, { name: "sign-out", button: "Sign them out everywhere" })}
    </section>
    <section aria-labelledby="data">
      <h2 id="data">Their data</h2>
      <p>
        <a href="/admin/people/${id}/data.json">Export</a> everything that is kept about them, or
        <a href="/admin/people/${id}/erase">erase</a> it, account and all.
      </p>
    </section>`;
}

function actForm(id: string, { name, button, fields }: { name: ActName; button: string; fields?: Html }): Html {
  return html`<form method="post" action="/admin/people/${id}/${name}" class="add">
    ${fields}
    <button>${button}</button>
  </form>`;
}

function reason(name: ActName, label: string): Html {
  return html`<label for="reason-${name}">${label} <small>for the record</small></label>
    <input id="reason-${name}" name="reason" maxlength="500" required autocomplete="off" />`;
}
