import type { Amr, Proof, ProofSource } from "./protocol.ts";

/** They end no second step: the password, and the mailbox that anybody who can reset the password has. */
const FIRST_FACTORS: readonly ProofSource[] = ["password", "mailed_code"];

/** RFC 8176 §2. A backup code is a one-time password; `pop` says that a key was shown to be held. */
const AMR: Readonly<Record<ProofSource, readonly string[]>> = {
  password: ["pwd"],
  totp: ["otp"],
  sms: ["otp", "sms"],
  email: ["otp"],
  backup_code: ["otp"],
  webauthn: ["pop"],
  trusted_device: [],
  mailed_code: [],
};

/** True for everything beyond the password; a trusted device counts as the second factor it was granted by. */
export function isSecondFactor(proof: Proof): boolean {
  return !FIRST_FACTORS.includes(proof.by);
}

/** True for what was shown in this session: a remembered device is not authentication (SP 800-63B §5.1). */
export function isShownNow(proof: Proof): boolean {
  return proof.by !== "trusted_device";
}

/** The newest proof that fits, if any. */
export function newestProof(proofs: readonly Proof[], fits: (proof: Proof) => boolean): Proof | undefined {
  return proofs
    .filter(fits)
    .reduce<Proof | undefined>((newest, proof) => (newest && newest.at >= proof.at ? newest : proof), undefined);
}

/** Adds a proof, keeping only the newest of each kind. */
export function withProof(proofs: readonly Proof[], added: Proof): readonly Proof[] {
  return [...proofs.filter((proof) => proof.by !== added.by), added];
}

/** The `amr` values that these proofs stand for (RFC 8176), with `mfa` where two factors were shown. */
export function amrOf(proofs: readonly Proof[], firstFactorAmr: Amr = []): Amr {
  const values = [...firstFactorAmr, ...proofs.flatMap((proof) => AMR[proof.by])];
  return [...new Set(proofs.some(isSecondFactor) ? [...values, "mfa"] : values)];
}

/** The assurance that these proofs reach: authenticator assurance level 1 or 2 (SP 800-63B §2). */
export function acrOf(proofs: readonly Proof[]): string {
  return proofs.some(isSecondFactor) ? "aal2" : "aal1";
}
