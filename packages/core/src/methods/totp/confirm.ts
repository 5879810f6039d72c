import { z } from "zod";
import { MfaError } from "../../errors.ts";
import { chargeGuess, recordFailure } from "../../limits/guess-budget.ts";
import { record, type Parts } from "../../parts.ts";
import { requireFresh } from "../../policy/authorise.ts";
import { endOthersAfterChange } from "../../sessions/end-others.ts";
import type { MethodRecord, NewMethod } from "../../stores/ports.ts";
import type { Subject } from "../../subject.ts";
import { makeBackupCodes, type NewBackupCodes } from "../backup-codes/make.ts";
import { normaliseCode } from "../code-input.ts";
import { matchTotp } from "./code.ts";
import { secretAad } from "./sealed-secret.ts";
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

/** The proved method, and the backup codes where it is the user's first. */
export interface TotpConfirmation {
  readonly methodId: string;
  readonly backupCodes?: readonly string[];
}

/**
 * Ends a TOTP enrollment: the first right code makes the method count, and can't be used again to sign in (its time
 * step is stored with the row; SECURITY.md A7). Five wrong ones end the set-up. Shares the budget of guesses.
 */
export async function confirmTotp(
  parts: Parts,
  request: { subject: Subject; code: string; methodId?: string | undefined },
): Promise<TotpConfirmation> {
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
    record(parts, {
      type: "mfa_setup_verification_failed",
      userId,
      methodType: "totp",
      context: subject.context,
      reason: pending ? "wrong_code" : "no_setup",
    });
    recordFailure(parts, { ...source, reason: "setup", charged });
    throw new MfaError("ERR-MFA-INVALID", { members: { attemptsRemaining: attempt?.attemptsRemaining ?? 0 } });
  }
  return activate(parts, { subject, pending, step, methods, key });
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

interface Activation {
  readonly subject: Subject;
  readonly pending: Pending;
  readonly step: number;
  readonly methods: readonly MethodRecord[];
  readonly key: string;
}

async function activate(parts: Parts, { subject, pending, step, methods, key }: Activation): Promise<TotpConfirmation> {
  const { user, context } = subject;
  const method: NewMethod = {
    id: pending.methodId,
    userId: user.id,
    type: "totp",
    name: pending.name,
    secret: pending.sealed,
    settings: pending.settings,
    lastUsedStep: step,
    ...(user.tenantId === undefined ? {} : { tenantId: user.tenantId }),
  };
  // Hashing ten codes takes a second or two, so it is done before the transaction, not inside it.
  const codes = methods.length === 0 ? await makeBackupCodes(parts, user.id) : undefined;
  const first = await store(parts, { subject, method, codes });
  await parts.challenges.take(key);

  record(parts, {
    type: first ? "mfa_enabled" : "mfa_method_added",
    userId: user.id,
    methodType: "totp",
    methodId: method.id,
    context,
  });
  return { methodId: method.id, ...(first && codes ? { backupCodes: codes.plain } : {}) };
}

/** All of it or none: the method, its codes, the end of the failures and of the other sessions. Returns whether it is the user's first. */
async function store(
  parts: Parts,
  { subject, method, codes }: { subject: Subject; method: NewMethod; codes: NewBackupCodes | undefined },
): Promise<boolean> {
  return parts.durable.transaction(async (stores) => {
    const added = await stores.methods.add(method, { maxPerType: parts.settings.totp.maxPerUser });
    if (added.outcome !== "added") throw new MfaError("ERR-MFA-ALREADY-ENABLED");
    if (added.first && codes) await stores.backupCodes.replace(method.userId, codes.records, codes.expiry);
    await stores.failures.reset(method.userId);
    await endOthersAfterChange(parts, stores, subject);
    return added.first;
  });
}
