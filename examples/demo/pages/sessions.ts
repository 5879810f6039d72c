import type { SessionSummary } from "sallyport";
import { html, type Html } from "./html.ts";

/** Each session in words, the present one first and without a button: signing out is what ends it. */
export function sessionsPage(sessions: readonly SessionSummary[]): Html {
  const sorted = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">${sessions.length === 1 ? "One session" : `${String(sessions.length)} sessions`}</h2>
    <ul class="list">
      ${sorted.map(
        (session) =>
          html`<li>
            <span
              ><strong>${deviceOf(session)}</strong> ${session.current && "(this one)"}
              <small
                >${session.ip ?? "unknown address"}, last used ${time(session.lastSeenAt)}, ends
                ${time(session.expiresAt)}</small
              ></span
            >
            ${
              !session.current &&
              html`<form method="post" action="/sessions/${session.id}/end">
                <button class="quiet" aria-label="End the session on ${deviceOf(session)}">End</button>
              </form>`
            }
          </li>`,
      )}
    </ul>
    ${
      sessions.length > 1 &&
      html`<form method="post" action="/sessions/end-others"><button>Sign out everywhere else</button></form>`
    }
  </section>`;
}

function deviceOf({ browser = "Unknown browser", os }: SessionSummary): string {
  return os === undefined ? browser : `${browser} on ${os}`;
}

function time(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
