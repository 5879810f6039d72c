import { z } from "zod";
import type { WebauthnUsage } from "../../options/webauthn-options.ts";
import type { Parts } from "../../parts.ts";
import type { KeySummary } from "../../protocol.ts";
import type { MethodRecord } from "../../stores/method-store.ts";

/** What is kept of a key beside its id and its counter. No secret: the other half never leaves the authenticator. */
export interface KeySettings {
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly rpId: string;
  readonly usage: WebauthnUsage;
  readonly transports: readonly string[];
  readonly aaguid: string;
  /** The format of the attestation statement. */
  readonly attestation: string;
  /** Whether it has shown its user's PIN, finger or face when it was added. */
  readonly userVerified: boolean;
  /** Whether it may be copied to other devices of its user (BE); that never changes. */
  readonly backupEligible: boolean;
  /** Whether it is (BS). */
  readonly backedUp: boolean;
}

const schema: z.ZodType<KeySettings> = z.object({
  publicKey: z.string(),
  rpId: z.string(),
  usage: z.enum(["passkey", "second-factor"]),
  transports: z.array(z.string()),
  aaguid: z.string(),
  attestation: z.string(),
  userVerified: z.boolean(),
  backupEligible: z.boolean(),
  backedUp: z.boolean(),
});

/** A method that is a key of this app. */
export interface Key extends KeySettings {
  readonly method: MethodRecord;
  readonly credentialId: string;
}

/** Reads a method as a key; undefined for other methods, for rows that say anything else, and for keys of another RP ID. */
export function keyOf(parts: Parts, method: MethodRecord): Key | undefined {
  const settings = schema.safeParse(method.settings).data;
  if (method.type !== "webauthn" || !method.credential || settings?.rpId !== parts.settings.webauthn.rpId)
    return undefined;
  return { ...settings, method, credentialId: method.credential.id };
}

export function keysOf(parts: Parts, methods: readonly MethodRecord[]): readonly Key[] {
  return methods.flatMap((method) => keyOf(parts, method) ?? []);
}

/** How browsers are told of keys. */
export function descriptorOf({ credentialId, transports }: Key): { id: string; transports: string[] } {
  return { id: credentialId, transports: [...transports] };
}

/** What its owner sees of a key; nothing of other methods. */
export function summaryOf(method: MethodRecord): { readonly key?: KeySummary } {
  const settings = method.type === "webauthn" ? schema.safeParse(method.settings).data : undefined;
  return settings ? { key: { usage: settings.usage, backedUp: settings.backedUp } } : {};
}
