import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { addSignUp, adminOf, helpWith, travelTo } from "./acting.ts";
import { call, routerCalls } from "./router-calls.ts";

const SHUT = "403 ERR-MFA-ENROLLMENT-REQUIRED";

/** What an empty body is answered where somebody who must enroll gets as far as the handler. */
const OPEN: Readonly<Record<string, string>> = {
  "GET /mfa/status": "200",
  "GET /mfa/methods": "200",
  "POST /mfa/setup/totp": "401 ERR-MFA-STEP-UP-REQUIRED",
  "POST /mfa/setup/sms": "400 ERR-VALIDATION",
  "POST /mfa/setup/email": "401 ERR-MFA-STEP-UP-REQUIRED",
  "POST /mfa/verify/totp": "400 ERR-VALIDATION",
  "POST /mfa/verify/sms": "400 ERR-VALIDATION",
  "POST /mfa/verify/email": "400 ERR-VALIDATION",
  "POST /mfa/setup/webauthn": "401 ERR-MFA-STEP-UP-REQUIRED",
  "POST /mfa/verify/webauthn": "400 ERR-VALIDATION",
  "POST /mfa/challenge": "400 ERR-VALIDATION",
  "POST /mfa/verify": "400 ERR-VALIDATION",
  "POST /mfa/verify/backup": "400 ERR-VALIDATION",
  "POST /mfa/verify-password": "400 ERR-VALIDATION",
  "POST /mfa/recovery/link": "400 ERR-VALIDATION",
  // Nobody has to be signed in for these; they do nothing for this session.
  "POST /mfa/recovery": "409 ERR-MFA-NOT-ENABLED",
  "POST /mfa/passkey/options": "404 ERR-NOT-FOUND",
  "POST /mfa/passkey/verify": "400 ERR-VALIDATION",
  "POST /sessions/replace": "400 ERR-VALIDATION",
  "GET /sessions/health": "200",
};

const SESSIONS: readonly (readonly [string, (app: TestApp) => Promise<Browser>])[] = [
  ["whose grace is over", pastGrace],
  ["of a new account", newAccount],
  ["after a reset", afterReset],
];

async function pastGrace(app: TestApp): Promise<Browser> {
  const officer = openBrowser(app, app.users.add({ roles: ["admin", "officer"] }));
  const { body } = await officer.login();
  travelTo(app, body.enrollment.deadline, -1);
  await officer.login();
  return officer;
}

async function newAccount(app: TestApp): Promise<Browser> {
  const officer = openBrowser(app, app.users.add({ roles: ["admin", "officer"] }));
  await officer.post("/sign-up", { id: officer.person.id }).expect(200);
  return officer;
}

async function afterReset(app: TestApp): Promise<Browser> {
  const lost = await adminOf(app);
  await app.mfa.admin.resetMfa(lost.person.id, { by: "the test", reason: "Lost phone" });
  const back = lost.elsewhere();
  await back.login();
  return back;
}

onEmbedded(
  "A session that is for enrolling alone",
  (current) => {
    for (const [which, open] of SESSIONS)
      it(`gets nowhere else, on any route: one ${which}`, async () => {
        const browser = await open(current());
        const answers: Record<string, string> = {};
        const expected: Record<string, string> = {};

        for (const each of routerCalls()) {
          const { status, body } = await call(browser, each, { userId: browser.person.id });
          answers[each.name] = body.code === undefined ? String(status) : `${status} ${body.code}`;
          expected[each.name] = OPEN[each.name] ?? SHUT;
        }

        expect(answers).to.deep.equal(expected);
        for (const path of ["/protected", "/enrolled-only", "/totp-only"])
          expect((await browser.get(path)).body, path).to.include({ code: "ERR-MFA-ENROLLMENT-REQUIRED" });
        expect((await browser.post("/transfers")).status).to.equal(403);
      });

    for (const [which, open] of SESSIONS)
      it(`is open to everything once it has enrolled: one ${which}`, async () => {
        const browser = await open(current());
        const before = await browser.isIn();

        await browser.enroll();

        expect([before, await browser.isIn()]).to.deep.equal([false, true]);
        await helpWith(browser, current().users.add(), "unlock", { reason: "Typing errors" }).expect(200);
      });
  },
  {
    sallyport: { policy: [{ role: "officer", mfa: "required" }] },
    routes: addSignUp,
  },
);
