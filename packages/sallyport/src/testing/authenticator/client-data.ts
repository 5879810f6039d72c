import { createHash } from "node:crypto";
import { spoiled, type ClientDataFields, type Spoil } from "./spoil.ts";

/** The JSON text of it in UTF-8: as it is signed, and as it is sent. */
export interface ClientData {
  readonly hash: Uint8Array;
  readonly sent: Uint8Array;
}

/** What the browser adds to a ceremony. The order of the fields is that of WebAuthn §5.8.1.1. */
export function createClientData(fields: Omit<ClientDataFields, "crossOrigin">, spoil: Spoil): ClientData {
  const { type, challenge, origin } = fields;
  const all: ClientDataFields = { type, challenge, origin, crossOrigin: false };
  const text = JSON.stringify(spoil.clientData ? spoil.clientData(all) : all);
  const signed = spoiled(new Uint8Array(Buffer.from(text)), spoil.clientDataBytes);
  return {
    hash: createHash("sha256").update(signed).digest(),
    sent: spoiled(signed.slice(), spoil.afterSigning?.clientDataBytes),
  };
}
