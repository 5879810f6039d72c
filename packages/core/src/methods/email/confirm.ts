import type { Parts } from "../../parts.ts";
import type { MethodConfirmation } from "../activate.ts";
import { confirmSentMethod, type SetupProof } from "../sent-code/confirm.ts";

/** Ends the enrollment of an address. */
export function confirmEmail(parts: Parts, proof: SetupProof): Promise<MethodConfirmation> {
  return confirmSentMethod(parts, "email", proof);
}
