import { html, type Html } from "./html.ts";

/** The field for six or eight digits, with what phones need to offer them by themselves. */
export function codeField(given: { label: string; describedBy?: string; hasFocus: boolean }): Html {
  return html`<label for="code">${given.label}</label>
    <input
      id="code"
      name="code"
      inputmode="numeric"
      autocomplete="one-time-code"
      pattern="[0-9 ]{6,9}"
      maxlength="9"
      ${given.describedBy !== undefined && html`aria-describedby="${given.describedBy}"`}
      required
      ${given.hasFocus && html`autofocus`}
    />`;
}

/** Where a code went, and when one may ask again; it is the same code then. */
export function whereItWent(given: { hint: string; resendAfterSeconds?: number | undefined }): Html {
  const { hint, resendAfterSeconds } = given;
  return html`<p id="sent">
    ${hint === "" ? "Enter the code from the message." : html`We have sent a code to <strong>${hint}</strong>.`}
    ${
      resendAfterSeconds !== undefined &&
      html`Nothing there? After ${resendAfterSeconds} seconds you can have it sent again.`
    }
  </p>`;
}
