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

/** What became of asking for a code. */
export interface Sent {
  /** When one may ask again, where that is known; it is the same code then. */
  readonly resendAfterSeconds?: number;
  /** Asked too often: perhaps one is there already, perhaps not. */
  readonly isRefused?: boolean;
}

/** Where a code went, and when one may ask again. */
export function whereItWent(hint: string, { resendAfterSeconds, isRefused = false }: Sent): Html {
  if (isRefused || hint === "") return html`<p id="sent">If a code has come already, enter it here.</p>`;
  return html`<p id="sent">
    We have sent a code to <strong>${hint}</strong>.
    ${
      resendAfterSeconds !== undefined &&
      html`Nothing there? After ${resendAfterSeconds} seconds you can have it sent again.`
    }
  </p>`;
}
