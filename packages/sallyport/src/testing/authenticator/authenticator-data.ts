/** The flags of authenticator data (WebAuthn §6.1). */
export interface AuthenticatorFlags {
  /** User present. */
  readonly up: boolean;
  /** User verified. */
  readonly uv: boolean;
  /** Backup eligible. */
  readonly be: boolean;
  /** Backed up now. */
  readonly bs: boolean;
  /** Attested credential data follow. Set or not, what is in the fields is written. */
  readonly at: boolean;
  /** Extensions follow. Set or not, what is in the fields is written. */
  readonly ed: boolean;
}

/**
 * Authenticator data, field by field, in the order of the bytes (WebAuthn §6.1). What is left out is not written, whatever
 * the flags say: so a test can say one thing and send another.
 */
export interface AuthenticatorDataFields {
  /** SHA-256 of the RP ID. */
  readonly rpIdHash: Uint8Array;
  readonly flags: AuthenticatorFlags;
  /** 0 to 4294967295. */
  readonly counter: number;
  /** 16 bytes; this and the next three at a registration only. */
  readonly aaguid?: Uint8Array;
  /** What is written before `credentialId`: 0 to 65535. */
  readonly credentialIdLength?: number;
  readonly credentialId?: Uint8Array;
  /** The COSE key in CBOR. */
  readonly publicKey?: Uint8Array;
  /** A map in CBOR. */
  readonly extensions?: Uint8Array;
  /** What should not be there: bytes behind the end. */
  readonly trailing?: Uint8Array;
}

const BITS = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 } as const;

export function encodeAuthenticatorData(fields: AuthenticatorDataFields): Uint8Array {
  const { rpIdHash, flags, counter, credentialIdLength, aaguid, credentialId, publicKey, extensions, trailing } =
    fields;
  const given = [
    ...[rpIdHash, new Uint8Array([encodeFlags(flags)]), bigEndian(counter, 4)],
    ...[aaguid, credentialIdLength === undefined ? undefined : bigEndian(credentialIdLength, 2)],
    ...[credentialId, publicKey, extensions, trailing],
  ];
  return new Uint8Array(Buffer.concat(given.filter((bytes) => bytes !== undefined)));
}

function encodeFlags(flags: AuthenticatorFlags): number {
  const names = Object.keys(BITS) as (keyof typeof BITS)[];
  return names.reduce((byte, name) => byte | (flags[name] ? BITS[name] : 0), 0);
}

function bigEndian(value: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}
