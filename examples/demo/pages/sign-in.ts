import { html, type Html } from "./html.ts";
import { passkeyForm } from "./passkey-form.ts";

const ADMIN_NOTE =
  "For trying it out: an address that begins with admin@ makes an administrator, who needs a second factor from the start.";

/** E-mail and password, for signing up and for signing in; there, the e-mail field offers passkeys in browsers that know how. */
export function credentialsForm(given: { action: "/sign-in" | "/sign-up"; email?: string; returnTo?: string }): Html {
  const { action, email = "", returnTo = "" } = given;
  const isNew = action === "/sign-up";
  return html`<form method="post" action="${action}">
      <input type="hidden" name="returnTo" value="${returnTo}" />
      <label for="email">E-mail</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="${isNew ? "username" : "username webauthn"}"
        required
        value="${email}"
        autofocus
      />
      <label for="password">Password ${isNew && html`<small>at least 8 characters</small>`}</label>
      <input
        id="password"
        name="password"
        type="password"
        required
        minlength="8"
        maxlength="200"
        autocomplete="${isNew ? "new-password" : "current-password"}"
      />
      <button>${isNew ? "Create account" : "Sign in"}</button>
    </form>
    ${!isNew && passkeySignIn(returnTo)}
    ${isNew && process.env["NODE_ENV"] !== "production" && html`<p class="note">${ADMIN_NOTE}</p>`}
    <p>
      ${isNew ? html`Have an account? <a href="/sign-in">Sign in</a>` : html`New here? <a href="/sign-up">Create an account</a>`}
    </p>`;
}

function passkeySignIn(returnTo: string): Html {
  return passkeyForm({
    action: "/sign-in/passkey",
    ceremony: "sign-in",
    fields: html`<input type="hidden" name="returnTo" value="${returnTo}" />`,
    buttons: html`<button class="other">Sign in with a passkey</button>`,
  });
}
