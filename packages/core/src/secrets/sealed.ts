import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** AES-256-GCM with the nonce that NIST SP 800-38D §8.2.2 recommends and the full tag. */
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A ciphertext in its parts, with the id of the key that opens it. */
export interface Sealed {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** Ciphertext, then the tag. */
  readonly body: Uint8Array;
}

/** Reads `v1.<keyId>.<nonce>.<ciphertext+tag>`; undefined for anything else. */
export function parseSealed(text: string): Sealed | undefined {
  const [version, keyId, nonceText, bodyText, ...rest] = text.split(".");
  const nonce = decode(nonceText);
  const body = decode(bodyText);
  if (version !== "v1" || !keyId || !nonce || !body || rest.length > 0) return undefined;
  if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) return undefined;
  return { keyId, nonce, body };
}

/** Writes it. */
export function formatSealed({ keyId, nonce, body }: Sealed): string {
  return ["v1", keyId, encode(nonce), encode(body)].join(".");
}

/** Encrypts under a fresh random nonce. `key` is 32 bytes. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, aad: string): Pick<Sealed, "nonce" | "body"> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad, "utf8"));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return { nonce, body };
}

/** Decrypts; undefined where the key, the ciphertext or the AAD is not the one that it was made with. */
export function decrypt(key: Uint8Array, sealed: Sealed, aad: string): Uint8Array | undefined {
  const { nonce, body } = sealed;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(aad, "utf8"))
    .setAuthTag(body.subarray(-TAG_BYTES));
  const opened = decipher.update(body.subarray(0, -TAG_BYTES));
  try {
    return new Uint8Array(Buffer.concat([opened, decipher.final()]));
  } catch {
    return undefined;
  }
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** Node reads past what is not base64url; a ciphertext has one spelling only. */
function decode(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
