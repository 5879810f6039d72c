import { MfaError } from "../../errors.ts";
import type { Parts } from "../../parts.ts";
import { deadline } from "../../stores/deadline.ts";
import type { AttestationObject } from "./parse-registration.ts";

const HOOK_DEADLINE_MS = 5000;

/** What a key says of its model, with a signature that is right. */
export interface Attested {
  readonly aaguid: string;
  readonly attestation: AttestationObject;
}

/** May a key of this model be added? Undefined if so, else why not; asked of the response, whatever the options had offered. */
export async function judgeAttestation(parts: Parts, attested: Attested): Promise<string | undefined> {
  const { attestation, allowedAuthenticators, verifyAuthenticator } = parts.settings.webauthn;
  if (attestation === "none") return undefined;
  const { aaguid } = attested;
  const { format, statement, bytes } = attested.attestation;
  if (format === "none") return "no_attestation";
  if (allowedAuthenticators && !allowedAuthenticators.includes(aaguid)) return "authenticator_not_allowed";
  if (!verifyAuthenticator) return undefined;

  const authenticator = { aaguid, format, certificates: certificatesOf(statement), attestationObject: bytes };
  const isTrusted = await ask(parts, async () => verifyAuthenticator(authenticator));
  return isTrusted ? undefined : "authenticator_not_trusted";
}

/** A hook that hangs or throws has not said yes. */
async function ask(parts: Parts, hook: () => Promise<boolean>): Promise<boolean> {
  try {
    const answer: unknown = await deadline(hook(), HOOK_DEADLINE_MS);
    return answer === true;
  } catch (error) {
    parts.settings.logger.error("webauthn.verifyAuthenticator failed", { error: String(error) });
    throw new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
  }
}

function certificatesOf(statement: ReadonlyMap<unknown, unknown>): readonly Uint8Array[] {
  const chain = statement.get("x5c");
  return Array.isArray(chain) ? chain.filter((each) => each instanceof Uint8Array) : [];
}
