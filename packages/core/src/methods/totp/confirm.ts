import { z } from "zod";
import { MfaError } from "../../errors.ts";
import { chargeGuess, recordFailure } from "../../limits/guess-budget.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh } from "../../policy/authorise.ts";
import type { Subject } from "../../subject.ts";
import { activate, type MethodConfirmation } from "../activate.ts";
import { normaliseCode } from "../code-input.ts";
import { matchTotp } from "./code.ts";
import { secretAad } from "../sealed-secret.ts";
import { totpSetupKey } from "./setup.ts";

const pendingSchema = z.object({
  purpose: z.literal("totp-setup"),
  methodId: z.string(),
  name: z.string(),
  sealed: z.string(),
  settings: z.object({
    algorithm: z.enum(["SHA1", "SHA256", "SHA512"]),
    digits: z.union([z.literal(6), z.literal(8)]),
    periodSeconds: z.int(),
  }),
  expiresAt: z.iso.datetime(),
});
type Pending = z.infer<typeof pendingSchema>;

/**
 * Ends a TOTP enrollment: the first right code makes the method count, and can't be used again to sign in (its time
 * step is stored with the row; SECURITY.md A7). Five wrong ones end the set-up. Shares the budget of guesses.
 */
export async function confirmTotp(
  parts: Parts,
  request: { subject: Subject; code: string; methodId?: string | undefined },
): Promise<MethodConfirmation> {
  const { subject, code, methodId } = request;
  const userId = subject.user.id;
  const methods = await requireFresh(parts, subject);
  const key = totpSetupKey(parts, userId);
  const source = { userId, type: "totp", context: subject.context } as const;

  const charged = await chargeGuess(parts, source);
  const attempt = await parts.challenges.attempt(key);
  const pending = pendingSchema.safeParse(attempt?.data).data;
  const step =
    pending && (methodId ?? pending.methodId) === pending.methodId
      ? stepOf(parts, { pending, userId, code })
      : undefined;
  if (!pending || step === undefined) {
    await record(parts, {
      type: "mfa_setup_verification_failed",
      userId,
      methodType: "totp",
      context: subject.context,
      reason: pending ? "wrong_code" : "no_setup",
    });
    await recordFailure(parts, { ...source, reason: "setup", charged });
    throw new MfaError("ERR-MFA-INVALID", { members: { attemptsRemaining: attempt?.attemptsRemaining ?? 0 } });
  }
  const { methodId: id, name, sealed, settings } = pending;
  const method = { id, type: "totp", name, secret: sealed, settings, lastUsedStep: step } as const;
  return activate(parts, { subject, method, methods, maxPerType: parts.settings.totp.maxPerUser, key });
}

function stepOf(
  parts: Parts,
  { pending, userId, code }: { pending: Pending; userId: string; code: string },
): number | undefined {
  const { clock, totp } = parts.settings;
  const opened = parts.keyRing.open(pending.sealed, secretAad(pending.methodId, userId));
  const digits = normaliseCode(code);
  if (!opened.ok || digits === undefined || new Date(pending.expiresAt) <= clock.now()) return undefined;
  return matchTotp({
    secret: opened.plaintext,
    code: digits,
    settings: pending.settings,
    window: totp.window,
    now: clock.now(),
    afterStep: -1,
  });
}
