import { html, type Html } from "./html.ts";

/** The code was right: what waited for it runs now, by a form that public/resume.js sends by itself. */
export function confirmedPage(resume: string): Html {
  return html`<p>Thank you. What you were about to do can go on.</p>
    <form method="post" action="/api/v1/mfa/resume" id="resume">
      <input type="hidden" name="id" value="${resume}" />
      <button autofocus>Go on</button>
    </form>`;
}
