import { randomInt, sign, type KeyObject } from "node:crypto";
import { der, integer, oid, utcTime } from "./der.ts";

/** The name in a certificate, in the order of the bytes. */
export type CertificateName = Readonly<Record<"C" | "O" | "OU" | "CN", string>>;

/** What a certificate says (RFC 5280 §4.1). */
export interface CertificateFields {
  readonly subject: CertificateName;
  readonly publicKey: KeyObject;
  readonly issuer: CertificateName;
  readonly issuerKey: KeyObject;
  readonly isAuthority: boolean;
  /** The model of the authenticator, for `id-fido-gen-ce-aaguid`. */
  readonly aaguid?: Uint8Array;
}

const OIDS = { C: "2.5.4.6", O: "2.5.4.10", OU: "2.5.4.11", CN: "2.5.4.3" } as const;
const ECDSA_SHA256 = "1.2.840.10045.4.3.2";
const BASIC_CONSTRAINTS = "2.5.29.19";
const FIDO_AAGUID = "1.3.6.1.4.1.45724.1.1.4";
const DAY_MS = 86_400_000;

/** An X.509 certificate in DER, good from yesterday on for ten years by the clock of the machine. Keys are P-256. */
export function createCertificate(fields: CertificateFields): Uint8Array {
  const { subject, publicKey, issuer, issuerKey, isAuthority, aaguid } = fields;
  const yesterday = Date.now() - DAY_MS;
  const algorithm = der("sequence", oid(ECDSA_SHA256));
  const extensions = [
    extension(BASIC_CONSTRAINTS, { isCritical: true, value: der("sequence", ...(isAuthority ? [TRUE] : [])) }),
    ...(aaguid ? [extension(FIDO_AAGUID, { isCritical: false, value: der("octetString", aaguid) })] : []),
  ];
  const body = der(
    "sequence",
    // Version 3 is written 2.
    ...[der(0xa0, integer(2)), integer(randomInt(1, 2 ** 31)), algorithm, name(issuer)],
    der("sequence", utcTime(new Date(yesterday)), utcTime(new Date(yesterday + 3650 * DAY_MS))),
    ...[name(subject), publicKey.export({ type: "spki", format: "der" })],
    der(0xa3, der("sequence", ...extensions)),
  );
  return new Uint8Array(der("sequence", body, algorithm, bitString(sign("sha256", body, issuerKey))));
}

const TRUE = der("boolean", Buffer.from([0xff]));

/** No bits are left over. */
function bitString(bytes: Uint8Array): Buffer {
  return der("bitString", Buffer.from([0]), bytes);
}

function extension(id: string, { isCritical, value }: { isCritical: boolean; value: Uint8Array }): Buffer {
  return der("sequence", oid(id), ...(isCritical ? [TRUE] : []), der("octetString", value));
}

function name(parts: CertificateName): Buffer {
  const order = ["C", "O", "OU", "CN"] as const;
  return der(
    "sequence",
    ...order.map((part) => {
      const text = der(part === "C" ? "printableString" : "utf8String", Buffer.from(parts[part]));
      return der("set", der("sequence", oid(OIDS[part]), text));
    }),
  );
}
