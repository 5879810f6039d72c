import type { Way } from "../ways.ts";
import { codeField, whereItWent, type Sent } from "./code-field.ts";
import { html, type Html } from "./html.ts";
import { passkeyForm } from "./passkey-form.ts";
import { hidden, linkTo, rememberBox, type Afterwards, type Remembering } from "./second-step.ts";

interface Challenge {
  /** Preferred first. */
  readonly ways: readonly Way[];
  readonly chosen: Way;
  readonly afterwards: Afterwards;
  /** At a sign-in alone: a step-up asks for what is shown now. */
  readonly remember: Remembering | undefined;
  /** Where a code was asked for. */
  readonly sent?: Sent | undefined;
}

/**
 * The second step: the way that was chosen, then the others. One field each, so that browsers and helpers know what they are.
 * A key needs no field, and is no use without JavaScript: its button stands beside a way that works without.
 */
export function challengePage(challenge: Challenge): Html {
  const { ways, chosen, afterwards, remember } = challenge;
  const codes = ways.filter(({ type }) => type !== "webauthn" && type !== "backup_code");
  const main = codes.includes(chosen) ? chosen : codes[0];
  const others = codes.filter((way) => way !== main);
  const key = ways.find(({ type }) => type === "webauthn");
  const hasBackup = ways.some(({ type }) => type === "backup_code");
  const isKeyFirst = key === chosen || !main;
  return html`${key && isKeyFirst && keyForm(key, challenge)} ${main && mainForm(main, challenge)}
  ${key && !isKeyFirst && keyForm(key, challenge)} ${others.length > 0 && otherWays(others, afterwards)}
  ${hasBackup && backupForm(main, challenge)} ${remember && lostLink()}`;
}

function keyForm(way: Way, { chosen, afterwards, remember }: Challenge): Html {
  const isFirst = way === chosen;
  const form = passkeyForm({
    action: "/challenge",
    ceremony: "second-factor",
    fields: html`${hidden(way, afterwards)} ${rememberBox(remember)}`,
    buttons: html`<button ${isFirst ? html`autofocus` : html`class="other"`}>Use passkey or security key</button>`,
  });
  return html`${form}<noscript><p class="note">Passkeys and security keys need JavaScript.</p></noscript>`;
}

function mainForm(way: Way, { chosen, afterwards, remember, sent }: Challenge): Html {
  const { type, hint = "" } = way;
  const hasFocus = way === chosen;
  if (type !== "sms" && type !== "email")
    return html`<form method="post" action="/challenge">
      ${hidden(way, afterwards)} ${codeField({ label: "Code of your authenticator app", hasFocus })}
      ${rememberBox(remember)}
      <button>Confirm</button>
    </form>`;
  if (sent && hasFocus)
    return html`${whereItWent(hint, sent)}
      <form method="post" action="/challenge">
        ${hidden(way, afterwards)} ${codeField({ label: "Code from the message", describedBy: "sent", hasFocus })}
        ${rememberBox(remember)}
        <button>Confirm</button>
      </form>
      <form method="post" action="/challenge/send" class="again">
        ${hidden(way, afterwards)}
        <button class="quiet">Send it again</button>
      </form>`;
  return html`<p id="where">
      ${type === "sms" ? "A text message" : "An e-mail"} with a code goes to <strong>${hint}</strong>.
    </p>
    <form method="post" action="/challenge/send">
      ${hidden(way, afterwards)}
      <button aria-describedby="where" ${hasFocus && html`autofocus`}>Send me a code</button>
    </form>`;
}

function otherWays(ways: readonly Way[], afterwards: Afterwards): Html {
  return html`<h2>Other ways</h2>
    <ul>
      ${ways.map((way) => html`<li><a href="${linkTo(way, afterwards)}">${invitation(way)}</a></li>`)}
    </ul>`;
}

function invitation({ type, hint = "" }: Way): string {
  if (type === "sms") return `Get a text message at ${hint}`;
  return type === "email" ? `Get an e-mail at ${hint}` : "Use your authenticator app";
}

function backupForm(main: Way | undefined, { chosen, afterwards, remember }: Challenge): Html {
  const trouble = troubleWith(main);
  const isOpen = chosen.type === "backup_code";
  return html`<details ${isOpen && html`open`}>
    <summary>${trouble}: enter a backup code</summary>
    <form method="post" action="/challenge">
      ${hidden({ type: "backup_code" }, afterwards)}
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
      ${rememberBox(remember)}
      <button>Use this code</button>
    </form>
  </details>`;
}

function troubleWith(main: Way | undefined): string {
  if (!main) return "I can't use my key";
  return main.type === "totp" ? "I can't use my app" : "I get no code";
}

/** For people without a second factor: the password once more. */
export function passwordForm({ afterwards, isPending }: { afterwards: Afterwards; isPending: boolean }): Html {
  if (isPending)
    return html`<p>None of your ways can be used here at present. <a href="/sign-in">Sign in again</a></p>
      ${lostLink()}`;
  return html`<form method="post" action="/challenge">
    ${hidden(undefined, afterwards)}
    <label for="password">Your password</label>
    <input id="password" name="code" type="password" autocomplete="current-password" required autofocus />
    <button>Confirm</button>
  </form>`;
}

function lostLink(): Html {
  return html`<p><a href="/recovery">I have lost all of these</a></p>`;
}
