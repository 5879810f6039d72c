import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { createHash } from "node:crypto";
import { encodeAuthenticatorData } from "./authenticator-data.ts";
import { createClientData } from "./client-data.ts";
import { following, type HeldCredential } from "./credential.ts";
import type { ResolvedOptions } from "./options.ts";
import { base64url, flagsOf } from "./register.ts";
import { spoiled, type AuthenticationSpoil } from "./spoil.ts";

/** Signs with a credential, and counts it. */
export function useCredential(given: {
  readonly settings: ResolvedOptions;
  readonly credential: HeldCredential;
  readonly options: PublicKeyCredentialRequestOptionsJSON;
  readonly spoil: AuthenticationSpoil;
}): AuthenticationResponseJSON {
  const { settings, credential, options, spoil } = given;
  const { id, rpId, userHandle, discoverable, keyPair } = credential;
  credential.counter = credential.nextCounter;
  credential.nextCounter = following(credential.counter);

  const clientData = createClientData(
    { type: "webauthn.get", challenge: options.challenge, origin: settings.origin },
    spoil,
  );
  const fields = {
    rpIdHash: createHash("sha256").update(rpId).digest(),
    flags: { ...flagsOf(settings), at: false, ed: false },
    counter: credential.counter,
  };
  const signed = spoiled(
    encodeAuthenticatorData(spoiled(fields, spoil.authenticatorData)),
    spoil.authenticatorDataBytes,
  );
  const signature = keyPair.sign(new Uint8Array(Buffer.concat([signed, clientData.hash])));

  const response: AuthenticationResponseJSON = {
    id,
    rawId: id,
    type: "public-key",
    authenticatorAttachment: settings.attachment,
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64url(clientData.sent),
      authenticatorData: base64url(spoiled(signed.slice(), spoil.afterSigning?.authenticatorDataBytes)),
      signature: base64url(spoiled(signature, spoil.signature)),
      // Others leave it to the server to know whose key it is.
      ...(discoverable ? { userHandle } : {}),
    },
  };
  // A test that spoils the answer sends whatever comes out.
  return spoil.json ? (spoil.json(response) as AuthenticationResponseJSON) : response;
}
