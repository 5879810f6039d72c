import type { MethodType } from "../protocol.ts";

/** How good a second factor is. */
export type Strength = "any" | "strong" | "phishing-resistant";

/** What is sent to somebody may be read on the way (SP 800-63B-4 §3.1.3); what is typed may be typed at a wrong page (§3.2.5). */
const METHODS: Readonly<Record<Strength, readonly MethodType[]>> = {
  any: ["totp", "sms", "email", "webauthn", "backup_code"],
  strong: ["totp", "webauthn", "backup_code"],
  "phishing-resistant": ["webauthn"],
};

/** The methods that are as good as that. */
export function methodsOfStrength(strength: Strength): readonly MethodType[] {
  return METHODS[strength];
}
