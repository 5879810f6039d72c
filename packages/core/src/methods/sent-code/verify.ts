import { confirmToProvider } from "../../delivery/confirm-to-provider.ts";
import type { Parts } from "../../parts.ts";
import type { SentMethodType } from "../../protocol.ts";
import type { MethodRecord } from "../../stores/method-store.ts";
import { normaliseCode } from "../code-input.ts";
import type { Guess, Match, Verdict } from "../guess.ts";
import { openSecret, resealed } from "../sealed-secret.ts";
import { guessCode, type OutstandingCode } from "./outstanding.ts";

/** Looks at a code that was sent for this sign-in, or in this session, to a method of this type. Costs it one of its tries. */
export async function verifySentCode(parts: Parts, type: SentMethodType, guess: Guess): Promise<Verdict> {
  const code = normaliseCode(guess.code);
  const candidates = guess.methods.filter(
    (method) => method.type === type && (guess.methodId ?? method.id) === method.id,
  );
  if (candidates.length === 0) return { reason: "no_such_method" };

  let reason = "no_code_outstanding";
  for (const method of candidates) {
    const binding = { ...guess.ground, userId: guess.userId, methodId: method.id };
    const looked = await guessCode(parts, binding, code ?? "");
    if (looked.outcome === "right") return { match: matchOf(parts, method, looked.found) };
    if (looked.outcome === "wrong") reason = "wrong_code";
  }
  return { reason };
}

/**
 * Taken out of the challenge store, for one of any number of requests, and noted in the database as the newest code that
 * this method has accepted: a store that comes back with old data opens no used code again.
 */
function matchOf(parts: Parts, method: MethodRecord, found: OutstandingCode): Match {
  const { id, type, userId, unreachableSince } = method;
  return {
    type,
    methodId: id,
    claim: async ({ methods, deliveries }) => {
      if (!(await parts.challenges.take(found.key))) return false;
      if (!(await methods.advance({ methodId: id, userId, step: found.issuedAt.getTime() }))) return false;
      if (unreachableSince) await methods.markReachable(id, true);
      const to = openSecret(parts, method);
      const sealed = to && resealed(parts, method, to);
      if (sealed && method.secret) await methods.reseal(id, method.secret, sealed);
      confirmToProvider(parts, type, await deliveries.verified(found.codeId));
      return true;
    },
  };
}
