import { html, type Html } from "./html.ts";

/** The second step: a code of the app, or a backup code. One field each, so that browsers and helpers know what they are. */
export function challengeForm({ returnTo }: { returnTo: string }): Html {
  return html`<form method="post" action="/challenge">
      <input type="hidden" name="returnTo" value="${returnTo}" />
      <input type="hidden" name="method" value="totp" />
      <label for="code">Code of your authenticator app</label>
      <input
        id="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9 ]{6,9}"
        maxlength="9"
        required
        autofocus
      />
      <button>Confirm</button>
    </form>
    <details>
      <summary>I can't use my app: enter a backup code</summary>
      <form method="post" action="/challenge">
        <input type="hidden" name="returnTo" value="${returnTo}" />
        <input type="hidden" name="method" value="backup_code" />
        <label for="backup">Backup code</label>
        <input
          id="backup"
          name="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="24"
          required
        />
        <button>Use this code</button>
      </form>
    </details>`;
}

/** For users without a second factor: the password once more. */
export function passwordForm({ returnTo }: { returnTo: string }): Html {
  return html`<form method="post" action="/challenge">
    <input type="hidden" name="returnTo" value="${returnTo}" />
    <input type="hidden" name="method" value="password" />
    <label for="password">Your password</label>
    <input id="password" name="code" type="password" autocomplete="current-password" required autofocus />
    <button>Confirm</button>
  </form>`;
}
