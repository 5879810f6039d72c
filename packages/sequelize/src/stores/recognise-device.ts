import type { Recognition, ShownToken } from "@sallyport/core";
import { z } from "zod";
import { alive, COLUMNS, factorsOf, toDevice } from "./device-row.ts";
import { databaseNow, run, spanOf, type Session } from "./statement.ts";

const verdict = z.enum(["ended", "expired", "void", "current", "replaced", "reused"]);

/** What a token is worth that a browser has shown, and what follows from it, in one statement. */
export async function recogniseDevice(session: Session, shown: ShownToken): Promise<Recognition> {
  const { userId, families, tokens, stamps, next, graceSeconds, seen } = shown;
  const [row] = await run(session, statement(databaseNow(session)), [
    userId,
    families,
    tokens,
    stamps,
    graceSeconds,
    next.family,
    next.token,
    next.stamp,
    seen.browser,
    seen.os,
    seen.network,
  ]);
  if (!row) return { outcome: "refused", reason: "unknown" };
  const judged = verdict.parse(row["verdict"]);
  if (judged === "ended" || judged === "expired" || judged === "void") return { outcome: "refused", reason: judged };
  const device = toDevice(row);
  if (judged === "reused") return { outcome: "reused", device };
  return { outcome: "recognised", device, isRotated: judged === "current" };
}

/**
 * $1 user, $2 hashes of the family, $3 of the token, $4 stamps, $5 seconds of grace, $6 to $8 the next family, token and
 * stamp, $9 to $11 what was seen.
 *
 * Parallel callers line up at the row in `shown`, and each judges what the one before has left: the first one finds the
 * token current, the others find it replaced just now. The update then writes the row that is locked already.
 */
function statement(now: string): string {
  const ifCurrent = (given: string, kept: string): string =>
    `CASE verdict WHEN 'current' THEN ${given} ELSE ${kept} END`;
  const ifReused = (given: string): string => `CASE verdict WHEN 'reused' THEN ${given} END`;
  const ifUsed = (given: string, kept: string): string => `CASE verdict WHEN 'reused' THEN ${kept} ELSE ${given} END`;
  return `WITH shown AS MATERIALIZED (
      SELECT * FROM mfa_trusted_devices WHERE user_id = $1::text AND family = ANY($2::text[]) FOR UPDATE
    ), judged AS MATERIALIZED (
      SELECT id AS shown_id,
             CASE WHEN ended_at IS NOT NULL THEN 'ended'
                  WHEN NOT ${alive(now)} THEN 'expired'
                  WHEN stamp <> ALL($4::text[]) OR factors <> ${factorsOf("$1")} THEN 'void'
                  WHEN token = ANY($3::text[]) THEN 'current'
                  WHEN previous_token = ANY($3::text[]) AND rotated_at > ${now} - ${spanOf.seconds("$5")} THEN 'replaced'
                  ELSE 'reused' END AS verdict
        FROM shown
    ), used AS (
      UPDATE mfa_trusted_devices AS device
         SET family = ${ifCurrent("$6::text", "device.family")},
             token = ${ifCurrent("$7::text", "device.token")},
             stamp = ${ifCurrent("$8::text", "device.stamp")},
             previous_token = ${ifCurrent("device.token", "device.previous_token")},
             rotated_at = ${ifCurrent(now, "device.rotated_at")},
             uses = ${ifUsed("device.uses + 1", "device.uses")},
             last_used_at = ${ifUsed(now, "device.last_used_at")},
             last_browser = ${ifUsed("$9::text", "device.last_browser")},
             last_os = ${ifUsed("$10::text", "device.last_os")},
             last_network = ${ifUsed("$11::text", "device.last_network")},
             ended_at = ${ifReused(now)},
             end_reason = ${ifReused("'token_reused'")}
        FROM judged WHERE device.id = shown_id AND verdict IN ('current', 'replaced', 'reused')
      RETURNING ${COLUMNS}
    )
    SELECT judged.verdict, used.* FROM judged LEFT JOIN used ON used.id = judged.shown_id`;
}
