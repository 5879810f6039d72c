import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { base64url, fromBase64url } from "./base64url.ts";
import { clientDataJson, credentialJson, parseOrRefuse, readClientData, type ClientData } from "./credential-json.ts";

const schema = z.looseObject({
  ...credentialJson,
  response: z.looseObject({
    clientDataJSON: clientDataJson,
    authenticatorData: base64url(4 * 1024),
    signature: base64url(8 * 1024),
    userHandle: base64url(64).nullish(),
  }),
});

/** A well-formed answer to `navigator.credentials.get()`; nothing in it is verified yet. */
export interface ParsedAssertion {
  readonly credentialId: string;
  /** What the authenticator knows its user by; discoverable keys tell it. */
  readonly userHandle: string | undefined;
  readonly clientData: ClientData;
  readonly response: AuthenticationResponseJSON;
}

/** Reads the answer. `ERR-VALIDATION` for anything that is none. */
export async function parseAssertion(given: unknown): Promise<ParsedAssertion> {
  const { parseAuthenticatorData } = await import("@simplewebauthn/server/helpers");
  return parseOrRefuse(() => {
    const { response: inner, ...outer } = schema.parse(given);
    if (outer.id !== outer.rawId) throw new TypeError("two ids");
    const clientData = readClientData(inner.clientDataJSON);
    parseAuthenticatorData(fromBase64url(inner.authenticatorData));
    const { clientDataJSON, authenticatorData, signature } = inner;
    return {
      credentialId: outer.id,
      userHandle: inner.userHandle ?? undefined,
      clientData,
      response: {
        ...{ id: outer.id, rawId: outer.id, type: "public-key", clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature },
      },
    };
  });
}
