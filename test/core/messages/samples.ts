import type {
  MessageContexts,
  MessageKind,
  MessageOverrides,
  RenderedMessage,
} from "../../../packages/core/src/messages/message.ts";
import { renderMessage } from "../../../packages/core/src/messages/render.ts";

const known = {
  issuer: "Acme Bank",
  origin: "https://bank.example",
  language: "en",
  // The longest that a date gets, in both languages: of September and of Ağustos.
  at: new Date("2026-09-15T14:07:00Z"),
  device: "Firefox 128, Windows 11",
  address: "203.0.113.0/24",
} as const;
/** The only address that a message leads to beside the origin. */
export const LINK: string = `https://bank.example/enroll#enroll=${"a".repeat(43)}`;
const LATER = new Date("2026-08-30T22:30:00Z");
const code = { issuer: known.issuer, origin: known.origin, language: "en", code: "123456", minutes: 10 };

/** Something to render for every kind, with the longest words there are where there is a choice. */
export const SAMPLES: MessageContexts = {
  sms_code: code,
  email_code: code,
  method_added: { ...known, methodType: "webauthn" },
  method_removed: { ...known, methodType: "webauthn" },
  mfa_disabled: known,
  backup_codes_regenerated: known,
  backup_code_used: { ...known, remaining: 7 },
  backup_codes_low: { ...known, remaining: 2 },
  backup_codes_expire: { ...known, expiresAt: LATER },
  new_device: known,
  failed_guesses: { ...known, failures: 10 },
  admin_reset: known,
  reset_requested: { ...known, effectiveAt: LATER },
  admin_reset_done: { ...known, account: "018f3c52-5d1a-7c3e-9f41-2b6a7c8d9e0f" },
  recovery_requested: { ...known, effectiveAt: LATER },
  recovery_cancelled: known,
  recovery_executed: known,
  enrollment_link: { ...known, link: LINK, expiresAt: LATER },
  passkey_copied: { ...known, keyName: "Passkey on Windows 11" },
  device_token_reused: { ...known, deviceName: "Firefox 128 on Windows 11" },
  device_compromised: { ...known, deviceName: "Firefox 128 on Windows 11" },
  enroll_by: { ...known, deadline: LATER },
};

export const KINDS = Object.keys(SAMPLES) as readonly MessageKind[];

/** Those that tell of something that has happened. */
export const EVENTS = KINDS.filter((kind) => !/_code$|_expire$|_link$|^enroll_by$|^reset_requested$/.test(kind));

export const LANGUAGES = ["en", "tr"] as const;

/** A sample rendered, with whatever a test is about in the place of what it had. */
export function rendered(
  kind: MessageKind,
  changes: Readonly<Record<string, unknown>> = {},
  overrides?: MessageOverrides,
): RenderedMessage {
  return renderMessage(kind, { ...SAMPLES[kind], ...changes }, overrides);
}
