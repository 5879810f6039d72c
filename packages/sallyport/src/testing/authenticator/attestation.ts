import { encodeCBOR, type CBORType } from "@levischuck/tiny-cbor";
import type { KeyPair } from "./key-pair.ts";
import { spoiled, type AttestationFields, type RegistrationSpoil } from "./spoil.ts";

/** Signs for the maker of the authenticator. */
export interface Attester {
  readonly alg: number;
  readonly certificates: readonly Uint8Array[];
  sign(data: Uint8Array): Uint8Array;
}

/** The attestation object of a new credential: `none`, or `packed` where the server asks for more (WebAuthn §8.2, §8.7). */
export function createAttestation(
  given: {
    /** As it is signed, and as it is sent. */
    readonly authData: { readonly signed: Uint8Array; readonly sent: Uint8Array };
    readonly clientDataHash: Uint8Array;
    readonly conveyance: string;
    readonly keyPair: KeyPair;
    /** Left out: the new key signs for itself. */
    readonly attester: Attester | undefined;
  },
  spoil: RegistrationSpoil,
): Uint8Array {
  const { authData, clientDataHash, conveyance, keyPair, attester } = given;
  const sign = (): Map<string | number, CBORType> => {
    const { alg, sign } = attester ?? keyPair;
    const signature = sign(new Uint8Array(Buffer.concat([authData.signed, clientDataHash])));
    const statement = new Map<string | number, CBORType>([
      ["alg", alg],
      ["sig", new Uint8Array(spoiled(signature, spoil.signature))],
    ]);
    return attester ? statement.set("x5c", [...attester.certificates]) : statement;
  };
  const fields: AttestationFields =
    conveyance === "none"
      ? { fmt: "none", attStmt: new Map(), authData: authData.sent }
      : { fmt: "packed", attStmt: sign(), authData: authData.sent };
  const all = spoil.attestation ? spoil.attestation(fields) : { ...fields };
  return spoiled(encodeCBOR(new Map(Object.entries(all))), spoil.attestationObjectBytes);
}
