import type { Request } from "express";
import type { User } from "sallyport";
import { html, type Html } from "./html.ts";

/** One page: its title, what is in it, and what went wrong, if anything did. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly problem?: string | undefined;
  /** What makes it more comfortable: files of public/, without their ending. Every page works without. */
  readonly scripts?: readonly ("backup-codes" | "enroll" | "passkeys" | "resume" | "signal-passkeys")[];
}

/** Puts the frame around a page. */
export function layout(req: Request, { title, body, problem, scripts = [] }: Page): string {
  const user = req.mfa.stage === "full" ? req.mfa.user : undefined;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Acme Bank</title>
        <link rel="stylesheet" href="/public/style.css" />
        ${scripts.map((script) => html`<script type="module" src="/public/${script}.js"></script>`)}
      </head>
      <body>
        <header>
          <a class="brand" href="/">Acme Bank</a>
          ${user && navigation(user)}
        </header>
        <main>
          <h1>${title}</h1>
          ${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`} ${body}
        </main>
        ${req.app.enabled("outbox") && req.path !== "/outbox" && outboxNote()}
      </body>
    </html>`;
  return page.html;
}

function navigation({ id, displayName = id, roles = [] }: User): Html {
  return html`<nav aria-label="Main">
    <a href="/account">Account</a>
    <a href="/vault">Vault</a>
    <a href="/security">Security</a>
    <a href="/sessions">Sessions</a>
    <a href="/activity">Activity</a>
    ${roles.includes("admin") && html`<a href="/admin">People</a> <a href="/admin/audit">Audit trail</a>`}
    <form method="post" action="/sign-out">
      <button class="quiet" title="Signed in as ${displayName}">Sign out</button>
    </form>
  </nav>`;
}

/** In a tab of its own: the page that waits for the code stays where it is. */
function outboxNote(): Html {
  return html`<footer>
    In development, messages are in <a href="/outbox" target="_blank">the outbox</a> (opens in a new tab).
  </footer>`;
}
