import type { Outcome, Severity } from "sallyport";
import { html, type Html } from "./html.ts";

/** What was asked for, as it was typed. */
export interface AuditQuestion {
  readonly type?: string;
  readonly outcome?: Outcome;
  readonly severity?: Severity;
  /** A mail address, or an id; those who were erased have a pseudonym. */
  readonly person?: string;
}

export const OUTCOMES: readonly Outcome[] = ["success", "failure"];
export const SEVERITIES: readonly Severity[] = ["info", "notice", "warning", "critical"];

/** Types that are asked for often; any other can be typed. */
const USUAL = [
  "sign_in_completed",
  "mfa_challenge_failed",
  "mfa_method_added",
  "mfa_method_removed",
  "backup_code_used",
  "admin_mfa_reset",
  "policy_changed",
  "user_data_exported",
  "user_data_erased",
  "app.vault.opened",
];

export function auditFilter({ type, outcome, severity, person }: AuditQuestion): Html {
  return html`<form method="get" action="/admin/audit" class="filter">
    <p>
      <label for="type">Event</label>
      <input id="type" name="type" list="types" maxlength="100" value="${type}" autocomplete="off" />
      <datalist id="types">${USUAL.map((name) => html`<option value="${name}"></option>`)}</datalist>
    </p>
    <p>
      <label for="person">Person <small>address or id</small></label>
      <input id="person" name="person" maxlength="254" value="${person}" autocomplete="off" />
    </p>
    <p>${choice("Outcome", { name: "outcome", values: OUTCOMES, chosen: outcome })}</p>
    <p>${choice("Severity", { name: "severity", values: SEVERITIES, chosen: severity })}</p>
    <p><button>Show</button> <a href="/admin/audit">All events</a></p>
  </form>`;
}

interface Choice {
  readonly name: string;
  readonly values: readonly string[];
  readonly chosen: string | undefined;
}

function choice(label: string, { name, values, chosen }: Choice): Html {
  return html`<label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">any</option>
      ${values.map((value) => html`<option ${value === chosen && html`selected`}>${value}</option>`)}
    </select>`;
}

/** The same question in a link. */
export function linkTo(question: AuditQuestion, cursor: string): string {
  return `/admin/audit?${new URLSearchParams({ ...question, cursor }).toString()}`;
}
