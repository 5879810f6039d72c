import type { OutgoingMessage } from "sallyport";
import { html, type Html } from "./html.ts";

/** What would have been sent, newest first. Nothing of a message becomes markup here. */
export function outboxPage(messages: readonly OutgoingMessage[], given: { isWorker: boolean }): Html {
  return html`<p>In development nothing leaves this computer. Newest first. <a href="/outbox">Look again</a></p>
    ${given.isWorker && html`<p>Each worker shows what it has sent itself. All of it is in the terminal.</p>`}
    ${messages.length === 0 && html`<p>Nothing was sent yet.</p>`} ${messages.map(messageOf)}`;
}

function messageOf({ id, to, subject, text, html: markup }: OutgoingMessage): Html {
  return html`<article class="message">
    <h2>${subject ?? "Text message"}</h2>
    <p>To ${to}</p>
    <pre>${text}</pre>
    ${markup !== undefined && html`<p><a href="/outbox/${id}" target="_blank">The same as HTML</a> (opens in a new tab)</p>`}
  </article>`;
}
