import { html, type Html } from "./html.ts";

/** For who comes by the link of a reset. With JavaScript, public/enroll.js takes the link from here on. */
export function linkPage(): Html {
  return html`<p>Your second factors were removed. To set up a new one, sign in with your password.</p>
    <noscript
      ><p>
        Without JavaScript, this page can't use your link. You don't need it: after you have signed in, we send a code
        to your e-mail address instead.
      </p></noscript
    >
    <p><a href="/sign-in?returnTo=/security">Sign in</a></p>`;
}
