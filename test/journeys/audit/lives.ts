import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, enrolledPerson, type Browser } from "../../support/browser.ts";
import { textedPerson } from "../../support/sent-codes.ts";
import { deviceCookies, isRecognised, loginFrom, trustedPerson } from "../devices/trusting.ts";

/** Something that happens to a person over HTTP. */
export interface Life {
  readonly name: string;
  /** Lives it, and says whose it was. */
  live(app: TestApp): Promise<Browser>;
  /** The types of their events, each as often as it must be there. */
  readonly types: readonly string[];
}

const FIRST_SIGN_IN = ["sign_in_completed", "session_created"];
const ENROLLED = [...FIRST_SIGN_IN, "mfa_setup_initiated", "mfa_enabled", "sessions_invalidated"];
const SECOND_STEP = ["sign_in_pending", "mfa_challenge_succeeded", ...FIRST_SIGN_IN];

/** Lives that between them see every event that a request can cause. */
export const LIVES: readonly Life[] = [
  {
    name: "a first enrollment with a wrong code, a new name, a second app, and its end",
    live: async (app) => {
      const person = openBrowser(app);
      await person.login();
      await person.api("setup/totp");
      await person.api("verify/totp", { code: "000000" });
      const { methodId } = await person.enroll();
      await person.agent.patch(`/api/v1/mfa/methods/${methodId}`).send({ name: "Old phone" });
      const second = await person.enroll("New phone");
      await person.delete(`/api/v1/mfa/methods/${methodId}`);
      await person.api("disable", {});
      expect(second.methodId).not.to.equal(methodId);
      return person;
    },
    types: [
      ...[...FIRST_SIGN_IN, "mfa_setup_initiated", "mfa_setup_verification_failed", "mfa_challenge_failed"],
      ...["mfa_setup_initiated", "mfa_enabled", "sessions_invalidated", "mfa_method_renamed"],
      ...["mfa_setup_initiated", "mfa_method_added", "sessions_invalidated"],
      ...["mfa_method_removed", "sessions_invalidated", "mfa_method_removed", "mfa_disabled", "sessions_invalidated"],
    ],
  },
  {
    name: "a second step with a wrong code, a step-up, a longer session, and a sign-out",
    live: async (app) => {
      const person = await enrolledPerson(app);
      await person.login();
      await person.verify(person.wrongCode());
      await person.verify();
      app.clock.travel(60);
      await person.verify();
      const [session] = await person.sessions();
      await person.post(`/api/v1/sessions/extend/${session?.id ?? ""}`);
      await person.post("/logout");
      return person;
    },
    types: [
      ...[...ENROLLED, "sign_in_pending", "mfa_challenge_failed", "mfa_challenge_succeeded", ...FIRST_SIGN_IN],
      ...["mfa_challenge_succeeded", "step_up_succeeded", "session_extended", "session_ended", "sign_out"],
    ],
  },
  {
    name: "backup codes: a wrong one, seven that are used, and new ones",
    live: async (app) => {
      const person = await signedInPerson(app);
      await person.api("verify/backup", { code: "00000-00000" });
      for (const code of person.backupCodes.slice(0, 7)) await person.api("verify/backup", { code });
      await person.api("backup-codes/regenerate");
      return person;
    },
    types: [
      ...[...ENROLLED, ...SECOND_STEP, "mfa_backup_code_failed"],
      ...Array.from({ length: 7 }, () => ["mfa_challenge_succeeded", "step_up_succeeded", "backup_code_used"]).flat(),
      ...["backup_codes_low", "backup_codes_regenerated", "sessions_invalidated"],
    ],
  },
  {
    name: "five wrong codes, one more that has to wait, and the right one after it",
    live: async (app) => {
      const person = await enrolledPerson(app);
      for (let guess = 0; guess < 6; guess += 1) {
        await person.login();
        await person.verify(person.wrongCode());
      }
      app.clock.travel(31);
      await person.login();
      await person.verify();
      await app.mfa.delivery.idle();
      return person;
    },
    types: [
      ...[...ENROLLED, ...Array.from({ length: 7 }, () => "sign_in_pending")],
      ...Array.from({ length: 5 }, () => "mfa_challenge_failed"),
      ...["mfa_locked", "failed_guesses_noticed", "mfa_challenge_rate_limited"],
      ...["mfa_challenge_succeeded", "mfa_unlocked", ...FIRST_SIGN_IN],
    ],
  },
  {
    name: "a device that is trusted, recognised, and taken back",
    live: async (app) => {
      const person = await trustedPerson(app);
      expect(await isRecognised(person)).to.equal(true);
      await person.verify();
      await person.delete(`/api/v1/mfa/trusted-devices/${person.trust.id}`);
      return person;
    },
    types: [
      ...[...ENROLLED, ...SECOND_STEP, "device_trusted", "device_recognised", ...FIRST_SIGN_IN, "session_ended"],
      ...["mfa_challenge_succeeded", "step_up_succeeded", "device_revoked"],
    ],
  },
  {
    name: "a device token that was copied",
    live: async (app) => {
      const person = await trustedPerson(app);
      const Cookie = deviceCookies(person).join("; ");
      await person.login();
      app.clock.travel(31);
      await loginFrom(app, person.person, { Cookie });
      return person;
    },
    types: [
      ...[...ENROLLED, ...SECOND_STEP, "device_trusted", "device_recognised", ...FIRST_SIGN_IN, "session_ended"],
      ...["sign_in_pending", "device_token_reused", "device_revoked", "sessions_invalidated"],
    ],
  },
  {
    name: "a code by SMS that was sent",
    live: async (app) => {
      const person = await textedPerson(app);
      await person.login();
      await person.api("challenge", { method: "sms" });
      await app.mfa.delivery.idle();
      return person;
    },
    types: [...ENROLLED, "mfa_challenge_sent", "sign_in_pending", "mfa_challenge_sent"],
  },
  {
    name: "sessions: another browser in the same jar, one too many, and all of them ended",
    live: async (app) => {
      const person = openBrowser(app);
      await person.login();
      await person
        .get("/protected")
        .set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
      await person.elsewhere().login();
      await person.elsewhere().login();
      return person;
    },
    types: [...FIRST_SIGN_IN, "session_changed", ...FIRST_SIGN_IN, ...FIRST_SIGN_IN, "session_evicted"],
  },
  {
    name: "an admin's help: more tries, a compromised device, a reset, an export",
    live: async (app) => {
      const admin = await signedInPerson(app, { roles: ["admin"] });
      const person = await trustedPerson(app);
      const path = `/api/v1/security/users/${person.person.id}`;
      await admin.post(`${path}/unlock`, { reason: "Called us" }).expect(200);
      await admin.post(`/api/v1/security/devices/${person.trust.id}/compromised`, { reason: "Stolen" }).expect(200);
      await admin.get(`/api/v1/security/export/${person.person.id}`).expect(200);
      await admin.post(`${path}/reset-mfa`, { reason: "Lost phone" }).expect(200);
      return person;
    },
    types: [
      ...[...ENROLLED, ...SECOND_STEP, "device_trusted", "admin_unlocked"],
      ...["device_revoked", "device_compromised", "sessions_invalidated", "user_data_exported"],
      ...["admin_mfa_reset_requested", "admin_mfa_reset", "enrollment_link_sent", "sessions_invalidated"],
    ],
  },
];
