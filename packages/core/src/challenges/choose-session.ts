import { z } from "zod";
import { MfaError } from "../errors.ts";
import { findUser } from "../find-user.ts";
import type { Parts } from "../parts.ts";
import type { Amr, Proof } from "../protocol.ts";
import { randomToken } from "../secrets/random.ts";
import { endSession } from "../sessions/end.ts";
import type { MustEnroll } from "../subject.ts";
import type { RequestContext, User } from "../users.ts";
import { credentialsStamp, type Transport } from "./sign-in-record.ts";

const PURPOSE = "session-choice";

const schema = z.object({
  purpose: z.literal(PURPOSE),
  transport: z.enum(["session", "token"]),
  stamp: z.string(),
  expiresAt: z.coerce.date(),
  proofs: z.array(
    z.object({
      by: z.enum(["password", "totp", "sms", "email", "backup_code", "webauthn", "trusted_device", "mailed_code"]),
      at: z.coerce.date(),
      via: z.enum(["totp", "sms", "email", "backup_code", "webauthn"]).optional(),
    }),
  ),
  amr: z.array(z.string()),
  epoch: z.string(),
  mustEnroll: z.enum(["new-account", "after-reset"]).optional(),
  deviceId: z.string().optional(),
});

/** A sign-in with all its factors shown, and no room for its session. */
export interface ReadySignIn {
  readonly user: User;
  readonly proofs: readonly Proof[];
  readonly amr: Amr;
  readonly epoch: string;
  /** The session is for enrolling alone. */
  readonly mustEnroll?: MustEnroll | undefined;
  /** The trusted device that it begins on. */
  readonly deviceId?: string | undefined;
}

/** What the sign-in waits under. */
export interface ParkedSignIn {
  /** What the session keeps. */
  readonly challengeKey: string;
  /** What the client sends with its choice. */
  readonly challengeToken: string;
  readonly expiresAt: Date;
}

function keysOf(parts: Parts, token: string): readonly string[] {
  return parts.keyRing.macs("challenge-key", JSON.stringify([PURPOSE, token]));
}

/** Keeps a sign-in that met a full cap (`whenFull: "ask"`) until its user has chosen which session goes. */
export async function parkSignIn(parts: Parts, ready: ReadySignIn & { transport: Transport }): Promise<ParkedSignIn> {
  const { user, proofs, amr, epoch, transport, mustEnroll, deviceId } = ready;
  const { clock, random, challenges } = parts.settings;
  const challengeToken = randomToken(random);
  const [challengeKey = ""] = keysOf(parts, challengeToken);
  const expiresAt = new Date(clock.now().getTime() + challenges.signInSeconds * 1000);
  const stamp = credentialsStamp(parts, user);
  const data = { purpose: PURPOSE, transport, stamp, expiresAt, proofs, amr, epoch, mustEnroll, deviceId };
  await parts.challenges.put(
    { key: challengeKey, userId: user.id, data: JSON.parse(JSON.stringify(data)) as Record<string, unknown> },
    { ttlSeconds: challenges.signInSeconds, maxAttempts: challenges.maxAttempts },
  );
  return { challengeKey, challengeToken, expiresAt };
}

/** The choice. */
export interface SessionChoice {
  readonly challengeToken: string;
  /** The handle of the session that shall end. */
  readonly sessionId: string;
  /** The key that the asking browser's session holds; a sign-in of a browser goes on in that browser alone. */
  readonly heldKey: string | undefined;
  readonly context: RequestContext;
}

/** Ends the chosen session and hands the sign-in back, once. `ERR-NOT-FOUND` for a session that is not this user's. */
export async function chooseSession(parts: Parts, choice: SessionChoice): Promise<ReadySignIn> {
  const { challengeToken, sessionId, heldKey, context } = choice;
  const parked = await findParked(parts, challengeToken, heldKey);
  const user = parked && (await findUser(parts, parked.userId));
  if (!parked || !user || credentialsStamp(parts, user) !== parked.stamp)
    throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  if (!(await parts.challenges.attempt(parked.key))) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");

  await endSession(parts, { userId: user.id, id: sessionId, reason: "session_limit", context });
  if (!(await parts.challenges.take(parked.key))) throw new MfaError("ERR-MFA-CHALLENGE-INVALID");
  const { proofs, amr, epoch, mustEnroll, deviceId } = parked;
  return { user, proofs, amr, epoch, mustEnroll, deviceId };
}

type Parked = z.infer<typeof schema> & { readonly key: string; readonly userId: string };

async function findParked(parts: Parts, token: string, heldKey: string | undefined): Promise<Parked | undefined> {
  for (const key of keysOf(parts, token)) {
    const found = await parts.challenges.read(key);
    const data = schema.safeParse(found?.data).data;
    if (!found || !data || data.expiresAt <= parts.settings.clock.now()) continue;
    if (data.transport === "session" && heldKey !== key) return undefined;
    return { ...data, key, userId: found.userId };
  }
  return undefined;
}
