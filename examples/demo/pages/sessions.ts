import type { DeviceSummary, SessionSummary } from "sallyport";
import { day, minute } from "./day.ts";
import { html, type Html } from "./html.ts";

/** Each session in words, the present one first and without a button: signing out is what ends it. */
export function sessionsPage(sessions: readonly SessionSummary[], trusted: readonly DeviceSummary[]): Html {
  const sorted = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  return html`<section aria-labelledby="sessions">
      <h2 id="sessions">${sessions.length === 1 ? "One session" : `${String(sessions.length)} sessions`}</h2>
      <ul class="list">
        ${sorted.map(sessionItem)}
      </ul>
      ${
        sessions.length > 1 &&
        html`<form method="post" action="/sessions/end-others"><button>Sign out everywhere else</button></form>`
      }
    </section>
    ${trustedBrowsers(trusted)}`;
}

function sessionItem(session: SessionSummary): Html {
  return html`<li>
    <span
      ><strong>${deviceOf(session)}</strong> ${session.current && "(this one)"}<br />
      <small
        >${session.ip ?? "unknown address"}, last used ${minute(session.lastSeenAt)}, ends
        ${minute(session.expiresAt)}</small
      ></span
    >
    ${
      !session.current &&
      html`<form method="post" action="/sessions/${session.id}/end">
        <button class="quiet" aria-label="End the session on ${deviceOf(session)}">End</button>
      </form>`
    }
  </li>`;
}

/** Where a session is, as far as its browser has said so. */
export function deviceOf({ browser = "Unknown browser", os }: Pick<SessionSummary, "browser" | "os">): string {
  return os === undefined ? browser : `${browser} on ${os}`;
}

/** Browsers that are asked for no code at the next sign-in. */
function trustedBrowsers(trusted: readonly DeviceSummary[]): Html {
  return html`<section aria-labelledby="trusted">
    <h2 id="trusted">Trusted browsers</h2>
    ${
      trusted.length === 0
        ? html`<p>None. When you sign in with a second factor, you can have a browser remembered.</p>`
        : html`<p>These sign in with your password alone. Forget those that you have lost or passed on.</p>`
    }
    <ul class="list">
      ${trusted.map(trustedItem)}
    </ul>
    ${
      trusted.length > 0 &&
      html`<form method="post" action="/sessions/browsers/forget-all"><button>Forget all of them</button></form>`
    }
  </section>`;
}

function trustedItem({ id, name, createdAt, lastUsedAt, expiresAt, current }: DeviceSummary): Html {
  return html`<li>
    <span
      ><strong>${name}</strong> ${current && "(this one)"}<br />
      <small
        >trusted on ${day(createdAt)} until ${day(expiresAt)},
        ${lastUsedAt === null ? "not used yet" : `last used ${minute(lastUsedAt)}`}</small
      ></span
    >
    <form method="post" action="/sessions/browsers/${id}/forget">
      <button class="quiet" aria-label="Forget ${name}${current && " (this one)"}">Forget</button>
    </form>
  </li>`;
}
