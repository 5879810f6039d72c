import { MfaError } from "../../errors.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh } from "../../policy/authorise.ts";
import type { Subject } from "../../subject.ts";
import { activate, type MethodConfirmation } from "../activate.ts";
import { takeCeremony, type OpenCeremony } from "./ceremony.ts";
import { parseRegistration, type ParsedRegistration } from "./parse-registration.ts";
import { nameOfKey } from "./key-name.ts";
import { registrationOf } from "./setup.ts";
import { verifyRegistration, type RegistrationVerdict } from "./verify-registration.ts";

/** The answer of a browser to the options of a set-up. */
export interface KeyProof {
  readonly subject: Subject;
  /** A `RegistrationResponseJSON` (WebAuthn §5.1.8); it is looked at as what it is, which may be anything. */
  readonly response: unknown;
}

/**
 * Ends the enrollment of a key. Its challenge is gone before anything is looked at, so that an answer is good once; one that
 * is malformed costs nothing.
 */
export async function confirmWebauthn(parts: Parts, { subject, response }: KeyProof): Promise<MethodConfirmation> {
  const { user, context } = subject;
  const methods = await requireFresh(parts, subject);
  const parsed = await parseRegistration(response);
  const open = await takeCeremony(parts, registrationOf(subject));
  const verdict = await judge(parts, parsed, open);
  if (verdict.reason !== undefined) {
    const { reason } = verdict;
    const type = "mfa_setup_verification_failed";
    await record(parts, { type, userId: user.id, methodType: "webauthn", context, reason });
    throw new MfaError("ERR-MFA-INVALID");
  }

  const { credential, settings } = verdict;
  const name = open?.setup?.name ?? nameOfKey(parts, settings, context);
  const id = open?.setup?.methodId ?? "";
  const method = { id, type: "webauthn", name, secret: null, settings: { ...settings }, lastUsedStep: -1 } as const;
  const { maxPerUser: maxPerType } = parts.settings.webauthn;
  return activate(parts, { subject, method: { ...method, credential }, methods, maxPerType });
}

async function judge(
  parts: Parts,
  parsed: ParsedRegistration,
  open: OpenCeremony | undefined,
): Promise<RegistrationVerdict> {
  if (!open?.setup) return { reason: "no_setup" };
  return verifyRegistration(parts, parsed, { challenge: open.challenge, usage: open.setup.usage });
}
