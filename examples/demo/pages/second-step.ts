import { keyOf, type Way } from "../ways.ts";
import { html, type Html } from "./html.ts";

/** Where the second step leads. */
export interface Afterwards {
  readonly returnTo: string;
  /** A request that waits for it. */
  readonly resume?: string | undefined;
}

/** Whether this browser can be remembered, and for how long. */
export interface Remembering {
  readonly days: number;
  /** The box was checked beside a code that was wrong. */
  readonly isChecked: boolean;
}

/** What each form of the second step takes along. */
export function hidden(way: Way | undefined, { returnTo, resume }: Afterwards): Html {
  return html`<input type="hidden" name="returnTo" value="${returnTo}" />
    ${resume !== undefined && html`<input type="hidden" name="resume" value="${resume}" />`}
    ${way && html`<input type="hidden" name="way" value="${keyOf(way)}" />`}`;
}

/** The same in a link. */
export function linkTo(way: Way, { returnTo, resume }: Afterwards): string {
  const query = { way: keyOf(way), returnTo, ...(resume === undefined ? {} : { resume }) };
  return `/challenge?${new URLSearchParams(query).toString()}`;
}

/** The box beside the code of a sign-in. */
export function rememberBox(remember: Remembering | undefined): Html | undefined {
  return (
    remember &&
    html`<label class="check"
      ><input type="checkbox" name="trustDevice" ${remember.isChecked && html`checked`} /> Don't ask again on this
      browser for ${remember.days} days</label
    >`
  );
}
