// Browsers go on offering a passkey that was removed here, unless they are told which ones are left (WebAuthn §5.1.10).
const Passkeys = window.PublicKeyCredential;

if (Passkeys?.signalAllAcceptedCredentials) {
  const answer = await fetch("/api/v1/mfa/passkey/accepted");
  const { rpId, userId, allAcceptedCredentialIds, name, displayName } = await answer.json();
  // No authenticator knows people who have never had one.
  if (answer.ok && userId !== null) {
    await Passkeys.signalAllAcceptedCredentials({ rpId, userId, allAcceptedCredentialIds });
    await Passkeys.signalCurrentUserDetails?.({ rpId, userId, name, displayName });
  }
}
