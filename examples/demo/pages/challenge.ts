import { keyOf, type Way } from "../ways.ts";
import { codeField, whereItWent, type Sent } from "./code-field.ts";
import { html, type Html } from "./html.ts";

interface Challenge {
  /** Preferred first. */
  readonly ways: readonly Way[];
  readonly chosen: Way;
  readonly returnTo: string;
  /** Where a code was asked for. */
  readonly sent?: Sent | undefined;
}

/** The second step: the way that was chosen, then the others. One field each, so that browsers and helpers know what they are. */
export function challengePage({ ways, chosen, returnTo, sent }: Challenge): Html {
  const isBackup = chosen.type === "backup_code";
  const main = isBackup ? ways.find(({ type }) => type !== "backup_code") : chosen;
  const others = ways.filter((way) => way !== main && way.type !== "backup_code");
  const backup = ways.find(({ type }) => type === "backup_code");
  return html`${main && mainForm(main, { returnTo, sent: isBackup ? undefined : sent, hasFocus: !isBackup })}
  ${others.length > 0 && otherWays(others, returnTo)} ${backup && backupForm(main, returnTo, isBackup)}`;
}

function mainForm(way: Way, given: Pick<Challenge, "returnTo" | "sent"> & { hasFocus: boolean }): Html {
  const { type, hint = "" } = way;
  const { returnTo, sent, hasFocus } = given;
  if (type !== "sms" && type !== "email")
    return html`<form method="post" action="/challenge">
      ${hidden(way, returnTo)} ${codeField({ label: "Code of your authenticator app", hasFocus })}
      <button>Confirm</button>
    </form>`;
  if (sent)
    return html`${whereItWent(hint, sent)}
      <form method="post" action="/challenge">
        ${hidden(way, returnTo)} ${codeField({ label: "Code from the message", describedBy: "sent", hasFocus })}
        <button>Confirm</button>
      </form>
      <form method="post" action="/challenge/send" class="again">
        ${hidden(way, returnTo)}
        <button class="quiet">Send it again</button>
      </form>`;
  return html`<p id="where">
      ${type === "sms" ? "A text message" : "An e-mail"} with a code goes to <strong>${hint}</strong>.
    </p>
    <form method="post" action="/challenge/send">
      ${hidden(way, returnTo)}
      <button aria-describedby="where" ${hasFocus && html`autofocus`}>Send me a code</button>
    </form>`;
}

function otherWays(ways: readonly Way[], returnTo: string): Html {
  const link = (way: Way): string => `/challenge?${new URLSearchParams({ way: keyOf(way), returnTo }).toString()}`;
  return html`<h2>Other ways</h2>
    <ul>
      ${ways.map((way) => html`<li><a href="${link(way)}">${invitation(way)}</a></li>`)}
    </ul>`;
}

function invitation({ type, hint = "" }: Way): string {
  if (type === "sms") return `Get a text message at ${hint}`;
  return type === "email" ? `Get an e-mail at ${hint}` : "Use your authenticator app";
}

function backupForm(main: Way | undefined, returnTo: string, isOpen: boolean): Html {
  const trouble = main?.type === "totp" ? "I can't use my app" : "I get no code";
  return html`<details ${isOpen && html`open`}>
    <summary>${trouble}: enter a backup code</summary>
    <form method="post" action="/challenge">
      ${hidden({ type: "backup_code" }, returnTo)}
      <label for="backup">Backup code</label>
      <input
        id="backup"
        name="code"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        maxlength="24"
        required
        ${isOpen && html`autofocus`}
      />
      <button>Use this code</button>
    </form>
  </details>`;
}

/** For people without a second factor: the password once more. */
export function passwordForm({ returnTo, isPending }: { returnTo: string; isPending: boolean }): Html {
  if (isPending)
    return html`<p>None of your ways can be used here at present. <a href="/sign-in">Sign in again</a></p>`;
  return html`<form method="post" action="/challenge">
    <input type="hidden" name="returnTo" value="${returnTo}" />
    <label for="password">Your password</label>
    <input id="password" name="code" type="password" autocomplete="current-password" required autofocus />
    <button>Confirm</button>
  </form>`;
}

function hidden(way: Way, returnTo: string): Html {
  return html`<input type="hidden" name="returnTo" value="${returnTo}" />
    <input type="hidden" name="way" value="${keyOf(way)}" />`;
}
