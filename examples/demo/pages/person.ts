import type { UserReport } from "sallyport";
import { day, minute } from "./day.ts";
import { html, type Html } from "./html.ts";
import { KINDS } from "./security.ts";
import { deviceOf } from "./sessions.ts";

/** How somebody stands, in words. Nothing of it lets anybody in. */
export function personReport(report: UserReport, now: Date): Html {
  return html`<section aria-labelledby="factors">
      <h2 id="factors">Second factors</h2>
      <p>${policyOf(report, now)}</p>
      ${!report.enabled && html`<p>They have none: this account is protected by its password alone.</p>`}
      <ul class="list">
        ${report.methods.map(
          ({ name, type, hint, createdAt, lastUsedAt }) =>
            html`<li>
              <span
                ><strong>${name}</strong><br />
                ${KINDS[type]}${hint !== undefined && html` to ${hint}`}
                <small>added ${day(createdAt)}, last used ${day(lastUsedAt)}</small></span
              >
            </li>`,
        )}
      </ul>
      ${report.enabled && html`<p>${count(report.backupCodes.remaining, "backup code")} left.</p>`}
      ${report.recovery && html`<p class="note">${recoveryOf(report.recovery)}</p>`}
    </section>
    <section aria-labelledby="guesses">
      <h2 id="guesses">Wrong codes</h2>
      <p>${guessesOf(report.guesses)}</p>
    </section>
    ${whereabouts(report)}`;
}

function policyOf({ policy, enrollmentDeadline, enabled }: UserReport, now: Date): string {
  if (policy.mfa !== "required") return `A second factor is ${policy.mfa} for them (rule: ${policy.scope}).`;
  const left = enrollmentDeadline && enrollmentDeadline > now ? ` by ${minute(enrollmentDeadline)}` : "";
  return `A second factor is required of them${enabled ? "" : left} (rule: ${policy.scope}).`;
}

function recoveryOf({ kind, effectiveAt, executedAt }: NonNullable<UserReport["recovery"]>): string {
  if (executedAt) return `Their second factors were removed on ${minute(executedAt)}. They have to set up a new one.`;
  const who = kind === "self_recovery" ? "They have lost all of these, and said so" : "An administrator resets them";
  return effectiveAt ? `${who}: they go on ${minute(effectiveAt)}.` : `${who}: it waits for another administrator.`;
}

function guessesOf({ inARow, recent, waitSeconds }: UserReport["guesses"]): string {
  if (recent === 0) return "None lately.";
  const wait = waitSeconds > 0 ? ` They wait ${count(Math.ceil(waitSeconds), "second")} for the next try.` : "";
  return `${inARow} in a row, ${recent} in the last weeks.${wait}`;
}

function whereabouts({ sessions, trustedDevices }: UserReport): Html {
  return html`<section aria-labelledby="where">
    <h2 id="where">Where they are signed in</h2>
    ${sessions.length === 0 && html`<p>Nowhere at present.</p>`}
    <ul class="list">
      ${sessions.map(
        (session) =>
          html`<li>
            <span
              ><strong>${deviceOf(session)}</strong><br />
              <small>${session.ip ?? "unknown address"}, last used ${minute(session.lastSeenAt)}</small></span
            >
          </li>`,
      )}
    </ul>
    <p>
      ${
        trustedDevices.length === 0
          ? "No browser of theirs is trusted."
          : `Trusted: ${trustedDevices.map(({ name, expiresAt }) => `${name} (until ${day(expiresAt)})`).join(", ")}.`
      }
    </p>
  </section>`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
