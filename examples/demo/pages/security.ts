import type { MfaStatus } from "sallyport";
import { html, trusted, type Html } from "./html.ts";

/** What protects this account, and how to change it. */
export function securityPage(status: MfaStatus): Html {
  return html`<section aria-labelledby="methods">
      <h2 id="methods">Authenticator apps</h2>
      ${status.methods.length === 0 && html`<p>Your account is protected by its password alone.</p>`}
      <ul class="list">
        ${status.methods.map(
          (method) =>
            html`<li>
              <span
                ><strong>${method.name}</strong>
                <small>added ${day(method.createdAt)}, last used ${day(method.lastUsedAt)}</small></span
              >
              <form method="post" action="/security/methods/${method.id}/remove">
                <button class="quiet" aria-label="Remove ${method.name}">Remove</button>
              </form>
            </li>`,
        )}
      </ul>
      <form method="post" action="/security/totp" class="inline">
        <label for="name">Name</label>
        <input id="name" name="name" maxlength="64" placeholder="Phone" />
        <button>Add an authenticator app</button>
      </form>
    </section>
    ${status.enabled && backupCodes(status)}`;
}

function backupCodes({ backupCodes }: MfaStatus): Html {
  return html`<section aria-labelledby="codes">
    <h2 id="codes">Backup codes</h2>
    <p>${backupCodes.remaining} left, made ${day(backupCodes.generatedAt)}.</p>
    <form method="post" action="/security/backup-codes"><button>Make new codes</button></form>
  </section>`;
}

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
      <label for="code">Code of the app</label>
      <input
        id="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9 ]{6,9}"
        maxlength="9"
        required
      />
      <button>Turn on</button>
    </form>
    <p><a href="/security">Cancel</a></p>`;
}

/** The codes, this once. Copy, download and print need JavaScript; reading and going on do not. */
export function backupCodesPage(codes: readonly string[]): Html {
  return html`<p>Each of these codes signs you in once when you don't have your app. They are not shown again.</p>
    <ol class="codes" id="backup-codes">
      ${codes.map((code) => html`<li><code>${code}</code></li>`)}
    </ol>
    <p class="tools" id="backup-code-tools" hidden>
      <button type="button" class="quiet" data-do="copy">Copy</button>
      <button type="button" class="quiet" data-do="download">Download</button>
      <button type="button" class="quiet" data-do="print">Print</button>
      <span role="status" id="backup-code-status"></span>
    </p>
    <form method="get" action="/security">
      <label class="check"><input type="checkbox" required /> I have saved them</label>
      <button>Done</button>
    </form>`;
}

function day(date: Date | null): string {
  return date === null ? "never" : date.toISOString().slice(0, 10);
}
