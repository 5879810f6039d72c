import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/**
 * Events that are to be posted to webhooks. Of the event there is only the id here: what is posted is read when it is posted,
 * so that a person who was erased meanwhile is not in it.
 */
export const auditDeliveries: Migration = {
  name: "0011-audit-deliveries",
  statements: [
    `CREATE TABLE audit_deliveries (
       webhook text NOT NULL CHECK (webhook <> ''),
       event_id uuid NOT NULL,
       attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
       due_at timestamptz NOT NULL,
       claimed_until timestamptz,
       delivered_at timestamptz,
       abandoned_at timestamptz CHECK (abandoned_at IS NULL OR delivered_at IS NULL),
       last_error text,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       PRIMARY KEY (webhook, event_id)
     )`,
    `CREATE INDEX audit_deliveries_due ON audit_deliveries (webhook, due_at) WHERE delivered_at IS NULL AND abandoned_at IS NULL`,
    `CREATE INDEX audit_deliveries_abandoned ON audit_deliveries (abandoned_at DESC) WHERE abandoned_at IS NOT NULL`,
    `CREATE INDEX audit_deliveries_delivered ON audit_deliveries (delivered_at) WHERE delivered_at IS NOT NULL`,
    touchTrigger("audit_deliveries"),
  ],
};
