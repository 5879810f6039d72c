import { minute } from "./day.ts";
import { html, type Html } from "./html.ts";

/** What happens to somebody who has lost everything, before they ask for it. */
export function recoveryPage({ delayHours }: { readonly delayHours: number }): Html {
  return html`<p>
      You know your password, but can use none of your second factors any more. We can remove them, so that you set up
      new ones.
    </p>
    <p>
      This takes ${delayHours} hours. All your addresses are told at once: if it was not you who asked, you can still
      sign in and stop it.
    </p>
    <form method="post" action="/recovery"><button>Remove my second factors</button></form>
    <p><a href="/challenge">Back: I can use one of them</a></p>`;
}

/** It is under way. */
export function recoveryRequestedPage(effectiveAt: Date): Html {
  return html`<p>Your second factors will be removed on <strong>${minute(effectiveAt)}</strong>.</p>
    <p>
      Then sign in with your password: we will also send a link to your e-mail address. If you find one of them before,
      sign in with it, and they stay.
    </p>
    <p><a href="/sign-in">Back to sign-in</a></p>`;
}
