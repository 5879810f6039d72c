import { html, type Html } from "./html.ts";

/** A form that is sent with what a passkey or security key has signed. */
interface PasskeyForm {
  readonly action: string;
  /** What public/passkeys.js asks the router for: a sign-in by itself, a second factor, or a new key. */
  readonly ceremony: "sign-in" | "second-factor" | "set-up";
  readonly fields: Html;
  readonly buttons: Html;
}

/** It takes JavaScript and a browser that knows passkeys: public/passkeys.js shows it where there is both. */
export function passkeyForm({ action, ceremony, fields, buttons }: PasskeyForm): Html {
  return html`<form
    method="post"
    action="${action}"
    ${ceremony === "set-up" && html`class="add"`}
    data-passkey="${ceremony}"
    hidden
  >
    ${fields}<input type="hidden" name="response" />
    ${buttons}
    <p class="status" role="status"></p>
  </form>`;
}
