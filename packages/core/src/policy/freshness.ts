import { MfaError } from "../errors.ts";
import type { Proof, ProofSource } from "../protocol.ts";
import type { Strength } from "./strength.ts";

/** True if the proof was given within the last `maxAgeSeconds`; a proof from the future (a clock that stepped back) is not. */
export function isFresh(proof: Proof | undefined, maxAgeSeconds: number, now: Date): boolean {
  if (!proof) return false;
  const ageMs = now.getTime() - proof.at.getTime();
  return ageMs >= -CLOCK_SLACK_MS && ageMs <= maxAgeSeconds * 1000;
}

/** Processes behind one balancer differ by a little; more than that is not a proof of now. */
const CLOCK_SLACK_MS = 30_000;

/** The refusal that names what would satisfy it. */
export function stepUpRequired(
  { maxAgeSeconds, strength = "any" }: { readonly maxAgeSeconds?: number; readonly strength?: Strength },
  methods: readonly ProofSource[],
): MfaError {
  return new MfaError("ERR-MFA-STEP-UP-REQUIRED", {
    members: {
      ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
      ...(strength === "any" ? {} : { strength }),
      methods,
    },
  });
}
