import type { MethodType } from "sallyport";
import { html, type Html } from "./html.ts";
import { passkeyForm } from "./passkey-form.ts";

/** What stands in the fields: the account's address, or what was refused. */
export interface Typed {
  readonly phone?: string;
  readonly email?: string;
  /** The field that was refused. */
  readonly refused?: "phone" | "email";
}

/** One form for each kind of method that can be added. */
export function addForms(offered: readonly MethodType[], typed: Typed): Html {
  return html`<section aria-labelledby="add">
    <h2 id="add">Add a second factor</h2>
    ${offered.includes("webauthn") && keyForm()} ${offered.includes("totp") && appForm()}
    ${offered.includes("sms") && phoneForm(typed)} ${offered.includes("email") && emailForm(typed)}
  </section>`;
}

function keyForm(): Html {
  return passkeyForm({
    action: "/security/webauthn",
    ceremony: "set-up",
    fields: html`<p id="keys">
        A passkey is unlocked with your finger, face or PIN, and signs you in without your password. A security key is
        plugged in or held close, after the password.
      </p>
      <label for="key-name">What to call it <small>optional</small></label>
      <input id="key-name" name="name" maxlength="64" placeholder="Laptop" autocomplete="off" />`,
    buttons: html`<button value="passkey" aria-describedby="keys">Add a passkey</button>
      <button value="second-factor" aria-describedby="keys" class="other">Add a security key</button>`,
  });
}

function appForm(): Html {
  return html`<form method="post" action="/security/totp" class="add">
    <label for="name">Name <small>of your authenticator app</small></label>
    <input id="name" name="name" maxlength="64" placeholder="Phone" />
    <button>Add an authenticator app</button>
  </form>`;
}

function phoneForm({ phone = "", refused }: Typed): Html {
  return html`<form method="post" action="/security/sms" class="add">
    <label for="phone">Phone number <small>with + and the country code, for text messages</small></label>
    <input
      id="phone"
      name="to"
      type="tel"
      autocomplete="tel"
      placeholder="+4915112345678"
      maxlength="40"
      required
      value="${phone}"
      ${refused === "phone" && problemHere()}
    />
    <button>Add this number</button>
  </form>`;
}

function emailForm({ email = "", refused }: Typed): Html {
  return html`<form method="post" action="/security/email" class="add">
    <label for="email">E-mail address</label>
    <input
      id="email"
      name="to"
      type="email"
      autocomplete="email"
      maxlength="254"
      required
      value="${email}"
      ${refused === "email" && problemHere()}
    />
    <button>Add this address</button>
  </form>`;
}

/** The problem stands at the top of the page; focus and description lead from the field to it. */
function problemHere(): Html {
  return html`aria-invalid="true" aria-describedby="problem" autofocus`;
}
