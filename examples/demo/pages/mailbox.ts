import { codeField, whereItWent, type Sent } from "./code-field.ts";
import { html, type Html } from "./html.ts";

/** A code that is on its way to the account's own address. */
export interface Mailed extends Sent {
  /** Empty where nothing was sent yet. */
  readonly hint: string;
}

/** Before the first second factor: whoever adds it shows that the account's mailbox is theirs. */
export function mailboxPage(address: string, mailed: Mailed | undefined): Html {
  if (!mailed)
    return html`<p id="where">
        We send a code to <strong>${firstLetterOf(address)}</strong>, the address of your account: to add a second
        factor, a password that somebody may have found out is not enough.
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

/** Its owner knows the rest. */
function firstLetterOf(address: string): string {
  return address.replace(/^(.).*$/su, "$1••@…");
}
