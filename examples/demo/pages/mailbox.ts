import { codeField, whereItWent, type Sent } from "./code-field.ts";
import { html, type Html } from "./html.ts";

/** A code that is on its way to the account's own address. */
export interface Mailed extends Sent {
  /** Empty where nothing was sent yet. */
  readonly hint: string;
}

/** Before the first second factor: whoever adds it shows that the account's mailbox is theirs. */
export function mailboxPage(mailed: Mailed | undefined): Html {
  if (!mailed)
    return html`<p id="where">
        Before you add your first second factor, we send a code to the e-mail address of your account: a password that
        somebody has found out is not enough.
      </p>
      <form method="post" action="/mailbox/send">
        <button aria-describedby="where" autofocus>Send me a code</button>
      </form>
      <p><a href="/security">Cancel</a></p>`;
  const hint = html`<input type="hidden" name="hint" value="${mailed.hint}" />`;
  return html`${whereItWent(mailed.hint, mailed)}
    <form method="post" action="/mailbox">
      ${hint} ${codeField({ label: "Code from the message", describedBy: "sent", hasFocus: true })}
      <button>Confirm</button>
    </form>
    <form method="post" action="/mailbox/send" class="again">
      ${hint}
      <button class="quiet">Send it again</button>
    </form>
    <p><a href="/security">Cancel</a></p>`;
}
