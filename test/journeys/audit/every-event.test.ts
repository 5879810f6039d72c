import { expect } from "chai";
import { sessionCap, trustedDevice } from "sallyport";
import { EVENT_TYPES } from "../../../packages/core/src/audit/event-table.ts";
import type { TestApp } from "../../support/app.ts";
import { SENDING } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { LIVES } from "./lives.ts";

/** Types that no life above sees, and the tests that do. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "test/journeys/policy": ["enrollment_required", "grace_extended", "policy_changed", "policy_would_refuse"],
  "test/journeys/recovery": [
    ...["admin_mfa_reset_approved", "recovery_requested", "recovery_cancelled", "recovery_executed"],
    ...["recovery_completed", "enrollment_link_used", "mailbox_proved"],
  ],
  "test/journeys/sending": [
    ...["mfa_send_refused", "delivery_failed", "delivery_bounced", "delivery_resumed", "notice_sent", "notice_failed"],
    "alert_raised",
  ],
  "test/journeys/limits": ["rate_limit_reset"],
  "test/journeys/sessions": ["session_refused"],
  "test/journeys/privacy": ["user_data_erased"],
  "test/journeys/audit": [
    ...["store_unavailable", "keys_rotated", "audit_retained", "audit_degraded", "audit_recovered"],
    "webhook_abandoned",
  ],
};

onEveryStack(
  "The audit trail of a person",
  (current) => {
    for (const { name, live, types } of LIVES)
      it(`has one row for each event, with who, when, where and what came of it: ${name}`, async () => {
        const app = current();

        const { person } = await live(app);

        const rows = await entriesOf(app, person.id);
        expect(rows.map(({ type }) => type).sort()).to.deep.equal([...types].sort());
        const heard = app.events.filter(({ userId }) => userId === person.id).map(({ id }) => id);
        expect(rows.map(({ id }) => id).sort()).to.deep.equal(heard.filter((id) => !isNotice(app, id)).sort());
        for (const row of rows) {
          expect(row.at).to.be.an.instanceOf(Date);
          expect(row.actorId === null ? row.ip : "127.0.0.*", row.type).to.be.oneOf(["127.0.0.*", null]);
        }
      });
  },
  {
    middlewares: [trustedDevice(), sessionCap({ max: 2 })],
    sallyport: SENDING,
  },
);

describe("Every type of event", () => {
  it("is seen in a life, or by the tests that are named for it", () => {
    const seen = new Set([...LIVES.flatMap(({ types }) => types), ...Object.values(ELSEWHERE).flat()]);

    expect([...seen].sort()).to.deep.equal([...EVENT_TYPES].sort());
  });
});

/** Messages that go out when they are due belong to no request. */
function isNotice(app: TestApp, id: string): boolean {
  return app.events.some((event) => event.id === id && event.type.startsWith("notice_"));
}

async function entriesOf(
  app: TestApp,
  userId: string,
): Promise<Awaited<ReturnType<typeof app.mfa.audit.find>>["entries"]> {
  await app.mfa.audit.flush();
  const { entries } = await app.mfa.audit.find({ userId }, { limit: 500 });
  return entries.filter(({ type }) => !type.startsWith("notice_"));
}
