import type { SentMethodType } from "sallyport";
import { codeField, whereItWent, type Sent } from "./code-field.ts";
import { html, trusted, type Html } from "./html.ts";

/** The QR code and the form for its first code. After a wrong code the secret is not shown again. */
export function enrollPage(setup: { svg?: string; secret?: string }): Html {
  return html`${
      setup.svg &&
      html`<p>Scan this with your authenticator app, then enter the code that it shows.</p>
        <figure class="qr" role="img" aria-label="QR code for your authenticator app">${trusted(setup.svg)}</figure>
        <details>
          <summary>I can't scan it</summary>
          <p>Enter this key by hand: <code class="secret">${setup.secret?.replace(/(.{4})/g, "$1 ")}</code></p>
        </details>`
    }
    <form method="post" action="/security/totp/verify">
      ${codeField({ label: "Code of the app", hasFocus: false })}
      <button>Turn on</button>
    </form>
    <p><a href="/security">Cancel</a></p>`;
}

/** A number or address that waits for its code. */
export interface AwaitedSetup extends Sent {
  readonly type: SentMethodType;
  /** Goes along with the forms: to send the code again takes it once more. */
  readonly to: string;
  /** Empty where nothing was sent yet. */
  readonly hint: string;
  /** What people should know before they rely on it; told with the first code. */
  readonly riskNote?: string;
}

/** The field for the code that went to a new number or address. */
export function sentSetupPage(setup: AwaitedSetup): Html {
  const { type, to, hint } = setup;
  const hidden = html`<input type="hidden" name="to" value="${to}" /><input
      type="hidden"
      name="hint"
      value="${hint}"
    />`;
  return html`${whereItWent(hint, setup)}
    <form method="post" action="/security/${type}/verify">
      ${hidden} ${codeField({ label: "Code from the message", describedBy: "sent", hasFocus: true })}
      <button>Turn on</button>
    </form>
    <form method="post" action="/security/${type}" class="again">
      ${hidden}
      <button class="quiet">Send it again</button>
    </form>
    ${setup.riskNote !== undefined && html`<p class="note">${setup.riskNote}</p>`}
    <p><a href="/security">Cancel</a></p>`;
}
