import type { MfaStatus } from "sallyport";
import { day } from "./day.ts";
import { html, type Html } from "./html.ts";

/** How many are left, and how to get new ones. */
export function backupCodesSection({ backupCodes }: MfaStatus): Html {
  return html`<section aria-labelledby="codes">
    <h2 id="codes">Backup codes</h2>
    <p>${backupCodes.remaining} left, made ${day(backupCodes.generatedAt)}.</p>
    <form method="post" action="/security/backup-codes"><button>Make new codes</button></form>
  </section>`;
}

/** The codes, this once. Copy, download and print need JavaScript; reading and going on do not. */
export function backupCodesPage(codes: readonly string[]): Html {
  return html`<p>Each of these codes signs you in once when you can't use anything else. They are not shown again.</p>
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
