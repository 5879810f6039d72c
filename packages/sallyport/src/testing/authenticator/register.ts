import { encodeCBOR } from "@levischuck/tiny-cbor";
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { createHash, randomBytes } from "node:crypto";
import { createAttestation, type Attester } from "./attestation.ts";
import { encodeAuthenticatorData } from "./authenticator-data.ts";
import { rpIdOf } from "./browser-checks.ts";
import { createClientData } from "./client-data.ts";
import { following, type HeldCredential } from "./credential.ts";
import { createKeyPair } from "./key-pair.ts";
import { aaguidOf, type ResolvedOptions } from "./options.ts";
import { spoiled, type RegistrationSpoil } from "./spoil.ts";

const CREDENTIAL_ID_BYTES = 32;

/** A new credential, and what the browser answers. */
export interface Registered {
  readonly credential: HeldCredential;
  readonly response: RegistrationResponseJSON;
}

export function createCredential(given: {
  readonly settings: ResolvedOptions;
  readonly options: PublicKeyCredentialCreationOptionsJSON;
  readonly spoil: RegistrationSpoil;
  readonly attester: Attester | undefined;
}): Registered {
  const { settings, options, spoil, attester } = given;
  const keyPair = createKeyPair(settings.algorithm);
  const rpId = rpIdOf(settings.origin, options.rp.id);
  const idBytes = spoiled(new Uint8Array(randomBytes(CREDENTIAL_ID_BYTES)), spoil.credentialId);
  const id = base64url(idBytes);
  const discoverable = isDiscoverable(options);

  const clientData = createClientData(
    { type: "webauthn.create", challenge: options.challenge, origin: settings.origin },
    spoil,
  );
  const fields = {
    rpIdHash: createHash("sha256").update(rpId).digest(),
    flags: { ...flagsOf(settings), at: true, ed: false },
    counter: settings.counter,
    aaguid: aaguidOf(settings),
    credentialIdLength: idBytes.length,
    credentialId: idBytes,
    publicKey: encodeCBOR(spoiled(keyPair.cose(), spoil.publicKey)),
  };
  const signed = spoiled(
    encodeAuthenticatorData(spoiled(fields, spoil.authenticatorData)),
    spoil.authenticatorDataBytes,
  );
  const sent = spoiled(signed.slice(), spoil.afterSigning?.authenticatorDataBytes);
  const attestationObject = createAttestation(
    {
      ...{ authData: { signed, sent }, clientDataHash: clientData.hash },
      ...{ conveyance: options.attestation ?? "none", keyPair, attester },
    },
    spoil,
  );

  const response: RegistrationResponseJSON = {
    id,
    rawId: id,
    type: "public-key",
    authenticatorAttachment: settings.attachment,
    clientExtensionResults: options.extensions?.credProps ? { credProps: { rk: discoverable } } : {},
    response: {
      clientDataJSON: base64url(clientData.sent),
      attestationObject: base64url(attestationObject),
      authenticatorData: base64url(sent),
      transports: [...settings.transports],
      publicKeyAlgorithm: keyPair.alg,
      publicKey: base64url(keyPair.publicKey.export({ type: "spki", format: "der" })),
    },
  };
  const { counter } = settings;
  return {
    credential: {
      ...{ id, userHandle: options.user.id, rpId, discoverable, keyPair },
      ...{ counter, nextCounter: following(counter) },
    },
    // A test that spoils the answer sends whatever comes out.
    response: spoil.json ? (spoil.json(response) as RegistrationResponseJSON) : response,
  };
}

/** Present, and what the test says of the rest. */
export function flagsOf({ userVerification, backupEligible, backedUp }: ResolvedOptions): {
  readonly up: true;
  readonly uv: boolean;
  readonly be: boolean;
  readonly bs: boolean;
} {
  return { up: true, uv: userVerification, be: backupEligible, bs: backedUp };
}

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** `requireResidentKey` is of WebAuthn 1; it counts where nothing else is said (§5.4.4). */
function isDiscoverable({ authenticatorSelection = {} }: PublicKeyCredentialCreationOptionsJSON): boolean {
  const { residentKey, requireResidentKey = false } = authenticatorSelection;
  return residentKey === undefined ? requireResidentKey : residentKey !== "discouraged";
}
