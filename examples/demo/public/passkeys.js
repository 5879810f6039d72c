import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
} from "/public/simplewebauthn/index.js";

/** What each kind of form asks the router for, and the browser with it. */
const CEREMONIES = {
  "sign-in": { path: "passkey/options", body: () => ({}), start: startAuthentication },
  "second-factor": { path: "challenge", body: () => ({ method: "webauthn" }), start: startAuthentication },
  "set-up": {
    path: "setup/webauthn",
    body: (form, button) => ({ name: form.elements.name.value.trim() || undefined, usage: button.value }),
    start: startRegistration,
  },
};

/** Browsers don't tell a person who has cancelled from one who was too slow, or who was not recognised. */
const WORDS = {
  NotAllowedError:
    "Nothing was confirmed. You cancelled, it took too long, or your PIN, finger or face was not recognised.",
  InvalidStateError: "You have added this one already. It is in your list.",
  ConstraintError: "This key can't do that: it has no PIN, or no room. Try another one.",
  NotSupportedError: "This key is of a kind that can't be used here. Try another one.",
  SecurityError: "Passkeys don't work at this address.",
  TypeError: "The server did not answer. Try again shortly.",
};

let renewal;
let isPressed = false;

for (const form of browserSupportsWebAuthn() ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.querySelector("[autofocus]")?.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, event.submitter);
  });
  if (form.dataset.passkey === "sign-in" && (await browserSupportsWebAuthnAutofill())) fillIn(form);
}

/** From the press of a button to the next page: the answer goes with the form, as a code would. */
async function ask(form, button) {
  const { path, body, start } = CEREMONIES[form.dataset.passkey];
  clearTimeout(renewal);
  isPressed = true;
  say(form, "Your browser asks for your passkey or security key now …");
  try {
    const options = await optionsFrom(path, body(form, button));
    if (options) send(form, await start({ optionsJSON: options }));
  } catch (error) {
    // The button was pressed once more, and that press goes on.
    if (error.name === "AbortError") return;
    isPressed = false;
    say(form, WORDS[error.name] ?? error.message, { isProblem: true });
    button.focus();
    if (form.dataset.passkey === "sign-in") fillIn(form);
  }
}

/** Lets the e-mail field offer passkeys, for as long as the page is open: a challenge does not last that long. */
async function fillIn(form) {
  clearTimeout(renewal);
  try {
    const options = await optionsFrom("passkey/options", {});
    if (isPressed) return;
    renewal = setTimeout(fillIn, options.timeout - 30_000, form);
    send(form, await startAuthentication({ optionsJSON: options, useBrowserAutofill: true }));
  } catch {
    // It was a convenience: whoever wants to know what is wrong presses the button.
  }
}

/** What the browser needs; nothing where another page has to come first. */
async function optionsFrom(path, body) {
  const answer = await fetch(`/api/v1/mfa/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const { options, code, detail, methods } = await answer.json();
  if (answer.ok) return options;
  if (code !== "ERR-MFA-STEP-UP-REQUIRED") throw new Error(detail);
  location.assign(methods.includes("mailed_code") ? "/mailbox" : `/challenge?returnTo=${location.pathname}`);
}

function send(form, response) {
  clearTimeout(renewal);
  form.elements.response.value = JSON.stringify(response);
  form.submit();
}

function say(form, text, { isProblem = false } = {}) {
  const status = form.querySelector("[role=status]");
  status.textContent = text;
  status.classList.toggle("problem", isProblem);
}
