import { decodePartialCBOR } from "@levischuck/tiny-cbor";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { base64url, fromBase64url, toBase64url } from "./base64url.ts";
import { clientDataJson, credentialJson, parseOrRefuse, readClientData, type ClientData } from "./credential-json.ts";

/** Ways to reach a key (WebAuthn §5.8.4); others that browsers may come to tell are not kept. */
const TRANSPORTS = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal", "cable"] as const;

const schema = z.looseObject({
  ...credentialJson,
  response: z.looseObject({
    clientDataJSON: clientDataJson,
    attestationObject: base64url(40 * 1024),
    transports: z.array(z.string().max(40)).max(10).nullish(),
  }),
});

/** A well-formed answer to `navigator.credentials.create()`; nothing in it is verified yet. */
export interface ParsedRegistration {
  readonly response: RegistrationResponseJSON;
  readonly clientData: ClientData;
  readonly attestation: AttestationObject;
  readonly transports: readonly string[];
}

/** WebAuthn §6.5.4. */
export interface AttestationObject {
  readonly format: string;
  readonly statement: ReadonlyMap<unknown, unknown>;
  readonly bytes: Uint8Array;
}

/** Reads the answer. `ERR-VALIDATION` for anything that is none: JSON, base64url, CBOR, trailing bytes. */
export async function parseRegistration(given: unknown): Promise<ParsedRegistration> {
  const { parseAuthenticatorData } = await import("@simplewebauthn/server/helpers");
  return parseOrRefuse(() => {
    const { response: inner, ...outer } = schema.parse(given);
    if (outer.id !== outer.rawId) throw new TypeError("two ids");
    const clientData = readClientData(inner.clientDataJSON);
    const { authData, ...attestation } = readAttestationObject(fromBase64url(inner.attestationObject));
    const { credentialID, credentialPublicKey } = parseAuthenticatorData(authData);
    // The id that is signed is the one that counts; another one beside it is somebody's invention.
    if (!credentialPublicKey || !credentialID || toBase64url(credentialID) !== outer.id)
      throw new TypeError("no attested credential of that id");
    const { clientDataJSON, attestationObject } = inner;
    return {
      clientData,
      attestation,
      transports: TRANSPORTS.filter((transport) => inner.transports?.includes(transport)),
      response: {
        ...{ id: outer.id, rawId: outer.id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
    };
  });
}

interface ReadAttestation extends AttestationObject {
  readonly authData: Uint8Array<ArrayBuffer>;
}

function readAttestationObject(bytes: Uint8Array<ArrayBuffer>): ReadAttestation {
  const [decoded, length] = decodePartialCBOR(new DataView(bytes.buffer), 0);
  if (!(decoded instanceof Map) || length !== bytes.length) throw new TypeError("not one CBOR map");
  const object: ReadonlyMap<unknown, unknown> = decoded;
  const [format, statement, authData] = [object.get("fmt"), object.get("attStmt"), object.get("authData")];
  if (typeof format !== "string" || !(statement instanceof Map) || !(authData instanceof Uint8Array))
    throw new TypeError("not an attestation object");
  return { format, statement, bytes, authData: new Uint8Array(authData) };
}
