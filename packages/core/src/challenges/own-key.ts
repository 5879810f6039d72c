import { keyOf } from "../methods/webauthn/credential.ts";
import type { ParsedAssertion } from "../methods/webauthn/parse-assertion.ts";
import { mustVerifyUser } from "../methods/webauthn/user-verification.ts";
import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";
import type { KnownKey } from "./redeem-signature.ts";

/** One of the keys of somebody who is known already: another's valid key is as good as none (SECURITY.md H8). */
export async function ownKey(
  parts: Parts,
  given: {
    readonly user: User;
    readonly assertion: ParsedAssertion;
    readonly purpose: "sign-in" | "step-up";
    readonly methodId: string | undefined;
  },
): Promise<KnownKey | string> {
  const { user, assertion, purpose, methodId } = given;
  const found = await parts.durable.credentials.find(assertion.credentialId);
  const key = found && keyOf(parts, found.method);
  if (key?.method.userId !== user.id || (methodId ?? key.method.id) !== key.method.id) return "no_such_method";
  const requireUserVerification = mustVerifyUser(parts, purpose, key);
  return { user, key, userHandle: found?.userHandle ?? null, requireUserVerification };
}
