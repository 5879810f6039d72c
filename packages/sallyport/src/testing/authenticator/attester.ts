import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { Attester } from "./attestation.ts";
import { createCertificate, type CertificateName } from "./certificate.ts";
import { COSE_ALG } from "./key-pair.ts";

/** A maker of authenticators, with a root of its own. */
export interface Maker {
  /** The root, in PEM: what a server that trusts this maker knows. */
  readonly root: string;
  readonly attester: Attester;
}

const ROOT: CertificateName = { C: "XX", O: "Test Authenticators", OU: "Authority", CN: "Test Root" };
// The unit is that of WebAuthn §8.2.1.
const BATCH: CertificateName = { ...ROOT, OU: "Authenticator Attestation", CN: "Test Batch" };

/** A root made on the spot, and a certificate that it has issued for a batch of authenticators of one model. */
export function createMaker(aaguid: Uint8Array): Maker {
  const [root, batch] = [newKeys(), newKeys()];
  const issuing = { issuer: ROOT, issuerKey: root.privateKey };
  const anchor = createCertificate({ subject: ROOT, publicKey: root.publicKey, ...issuing, isAuthority: true });
  const leaf = createCertificate({
    ...{ subject: BATCH, publicKey: batch.publicKey, ...issuing },
    ...{ isAuthority: false, aaguid },
  });
  return {
    root: pem(anchor),
    attester: { alg: COSE_ALG.ES256, certificates: [leaf], sign: (data) => sign("sha256", data, batch.privateKey) },
  };
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function pem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate)
    .toString("base64")
    .replace(/(.{64})(?=.)/g, "$1\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
