import { z } from "zod";
import type { Parts } from "../../parts.ts";
import type { MethodRecord } from "../../stores/method-store.ts";
import { normaliseCode } from "../code-input.ts";
import type { Guess, Match, Verdict } from "../guess.ts";
import { matchTotp } from "./code.ts";
import { openSecret, resealed } from "../sealed-secret.ts";

/** What a TOTP row says about itself; a row that says anything else accepts nothing. */
const settingsSchema = z.object({
  algorithm: z.enum(["SHA1", "SHA256", "SHA512"]),
  digits: z.union([z.literal(6), z.literal(8)]),
  periodSeconds: z.int().positive(),
});

/** Looks at a TOTP code (RFC 6238 §5.2): which method, and which of its time steps, is it good for? */
export function verifyTotp(parts: Parts, guess: Guess): Promise<Verdict> {
  const code = normaliseCode(guess.code);
  const candidates = guess.methods.filter(
    (method) => method.type === "totp" && (guess.methodId ?? method.id) === method.id,
  );
  const matches = candidates.map((method) => (code === undefined ? undefined : match(parts, method, code)));
  const found = matches.find((each) => each !== undefined);
  return Promise.resolve(
    found ? { match: found } : { reason: candidates.length === 0 ? "no_such_method" : "wrong_code" },
  );
}

function match(parts: Parts, method: MethodRecord, code: string): Match | undefined {
  const settings = settingsSchema.safeParse(method.settings);
  const secret = openSecret(parts, method);
  if (!settings.success || !secret) return undefined;

  const { clock, totp } = parts.settings;
  // Steps that were used already still match here and lose at the claim, so that the record can tell a replay from a guess.
  const step = matchTotp({
    secret,
    code,
    settings: settings.data,
    window: totp.window,
    now: clock.now(),
    afterStep: -1,
  });
  if (step === undefined) return undefined;

  return {
    type: "totp",
    methodId: method.id,
    claim: async ({ methods }) => {
      const claimed = await methods.advance({ methodId: method.id, userId: method.userId, step });
      const sealed = resealed(parts, method, secret);
      if (claimed && sealed && method.secret) await methods.reseal(method.id, method.secret, sealed);
      return claimed;
    },
  };
}
