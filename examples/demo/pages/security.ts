import type { MethodType, MfaStatus } from "sallyport";
import { backupCodesSection } from "./backup-codes.ts";
import { addForms, type Typed } from "./add-forms.ts";
import { day } from "./day.ts";
import { enrollmentNote } from "./enrollment-note.ts";
import { html, type Html } from "./html.ts";

/** What each kind is called. */
export const KINDS: Readonly<Record<MethodType, string>> = {
  totp: "Authenticator app",
  sms: "Text messages",
  email: "E-mail",
  webauthn: "Passkey",
  backup_code: "Backup codes",
};

/** What the security page shows beside the user's methods. */
export interface SecurityGiven {
  /** What can be added. */
  readonly offered: readonly MethodType[];
  readonly typed: Typed;
  readonly now: Date;
}

/** What protects this account, and how to change it. */
export function securityPage(status: MfaStatus, { offered, typed, now }: SecurityGiven): Html {
  return html`<p class="note" role="status" id="enroll-status" hidden></p>
    ${enrollmentNote(status, now)}
    <section aria-labelledby="methods">
      <h2 id="methods">Your second factors</h2>
      ${status.methods.length === 0 && html`<p>Your account is protected by its password alone.</p>`}
      <ul class="list">
        ${status.methods.map(methodItem)}
      </ul>
    </section>
    ${status.enabled && backupCodesSection(status)} ${addForms(offered, typed)}`;
}

type Method = MfaStatus["methods"][number];

function methodItem(method: Method): Html {
  const { id, name, hint, createdAt, lastUsedAt, needsAttention } = method;
  return html`<li>
    <span
      ><strong>${name}</strong><br />
      ${kindOf(method)}${hint !== undefined && html` to ${hint}`}<br />
      <small>added ${day(createdAt)}, last used ${day(lastUsedAt)}</small></span
    >
    <form method="post" action="/security/methods/${id}/remove">
      <button class="quiet" aria-label="Remove ${name}${hint !== undefined && ` (${hint})`}">Remove</button>
    </form>
    ${renameForm(method)} ${needsAttention && adviceFor(method)}
  </li>`;
}

/** One that is not synced is lost with the thing that it is on. */
function kindOf({ type, key }: Method): string {
  if (!key) return KINDS[type];
  const what = key.usage === "passkey" ? KINDS.webauthn : "Security key";
  return `${what}, ${key.backedUp ? "synced" : "not synced"}`;
}

function renameForm({ id, name }: Method): Html {
  return html`<details class="rename">
    <summary aria-label="Rename ${name}">Rename</summary>
    <form method="post" action="/security/methods/${id}/rename">
      <input name="name" aria-label="New name of ${name}" value="${name}" maxlength="64" required autocomplete="off" />
      <button class="quiet">Save</button>
    </form>
  </details>`;
}

/** Messages came back: a code that arrives all the same puts it right. */
function adviceFor({ id, type }: Method): Html {
  const what = type === "sms" ? "number" : "address";
  return html`<p class="attention">
    Needs attention: messages to this ${what} come back. Is it still yours?
    <a href="/challenge?way=${id}&returnTo=/security">Get a code there</a>. If not, add your new ${what} and remove this
    one.
  </p>`;
}
