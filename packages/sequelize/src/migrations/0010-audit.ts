import type { Migration } from "./migration.ts";
import { touchTrigger } from "./touch-trigger.ts";

/**
 * The audit trail, and where each strand of it ends.
 *
 * An index is paid for with every row that is written, so that each has to earn it. Whoever reads asks for the newest, so
 * that all end in time and id, and a page is one short walk. `type` and `tenant_id` are followed by outcome and severity:
 * eight pairs, which a query can name one by one (`event-pages.ts`), so that a pair that never comes with a type is found
 * missing at once, and not by reading all rows of that type. Pages are found in the index alone, which takes a vacuum now and
 * then: after each hundredth of the table, where the default is a fifth. The indexes of people stop at the name, since nobody has many
 * rows, and those that are mostly null hold only the rows that are not. There is none for chain, method, session or address:
 * nothing asks for them in a request.
 */
export const audit: Migration = {
  name: "0010-audit",
  statements: [
    `CREATE TABLE security_events (
       id uuid PRIMARY KEY,
       chain text NOT NULL CHECK (chain <> ''),
       strand smallint NOT NULL CHECK (strand BETWEEN 0 AND 15),
       seq bigint NOT NULL CHECK (seq > 0),
       type text NOT NULL CHECK (type <> ''),
       occurred_at timestamptz NOT NULL,
       severity text NOT NULL CHECK (severity IN ('info', 'notice', 'warning', 'critical')),
       outcome text NOT NULL CHECK (outcome IN ('success', 'failure')),
       tenant_id text,
       user_id text,
       actor_id text,
       method_type text,
       method_id text,
       session_id text,
       reason text,
       note text,
       ip text,
       ip_hash text,
       browser text,
       os text,
       device_type text,
       user_agent text,
       request_id text,
       data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
       user_salt text CHECK ((user_salt IS NULL) = (user_erasure IS NOT NULL)),
       actor_salt text CHECK ((actor_salt IS NULL) = (actor_erasure IS NOT NULL)),
       user_digest text NOT NULL,
       actor_digest text NOT NULL,
       link text NOT NULL,
       key_id text NOT NULL,
       user_erasure text,
       actor_erasure text,
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       UNIQUE (chain, strand, seq)
     ) WITH (autovacuum_vacuum_insert_scale_factor = 0.01)`,
    touchTrigger("security_events"),
    // Grows at one end only: the cheapest of all.
    `CREATE INDEX security_events_time ON security_events (occurred_at DESC, id DESC)`,
    // "Failures", "warnings": a full one, since in an attack the successes are what is rare.
    `CREATE INDEX security_events_outcome ON security_events (outcome, severity, occurred_at DESC, id DESC)`,
    `CREATE INDEX security_events_type ON security_events (type, outcome, severity, occurred_at DESC, id DESC)`,
    `CREATE INDEX security_events_tenant ON security_events (tenant_id, outcome, severity, occurred_at DESC, id DESC)
      WHERE tenant_id IS NOT NULL`,
    // Whoever may see one tenant alone filters by type inside it. An app without tenants pays for neither of both.
    `CREATE INDEX security_events_tenant_type
       ON security_events (tenant_id, type, outcome, severity, occurred_at DESC, id DESC) WHERE tenant_id IS NOT NULL`,
    // The dearest, for it is written to everywhere: but what a user did is asked most, by themselves too.
    `CREATE INDEX security_events_user ON security_events (user_id, occurred_at DESC, id DESC) WHERE user_id IS NOT NULL`,
    `CREATE INDEX security_events_actor ON security_events (actor_id, occurred_at DESC, id DESC) WHERE actor_id IS NOT NULL`,

    // Guards against accidents, and against statements that are slipped in elsewhere. Against the rest there are the links.
    `CREATE FUNCTION mfa_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF current_setting('sallyport.audit_maintenance', true) IS DISTINCT FROM 'on' THEN
         RAISE EXCEPTION '% on security_events refused: the audit trail is only ever added to', TG_OP
           USING ERRCODE = 'insufficient_privilege',
                 HINT = 'Rows are deleted by retention and blanked by erasure (npx sallyport audit), which keep it verifiable.';
       END IF;
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER security_events_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON security_events
       FOR EACH STATEMENT EXECUTE FUNCTION mfa_refuse_audit_change()`,

    // Updated with every append: with room on its page, a new version needs no new entry of the index, and the old one is
    // tidied away in passing.
    `CREATE TABLE audit_strands (
       chain text NOT NULL CHECK (chain <> ''),
       strand smallint NOT NULL CHECK (strand BETWEEN 0 AND 15),
       seq bigint NOT NULL DEFAULT 0,
       link text NOT NULL DEFAULT '',
       floor_seq bigint NOT NULL DEFAULT 0 CHECK (floor_seq BETWEEN 0 AND seq),
       floor_link text NOT NULL DEFAULT '',
       floor_seal text NOT NULL DEFAULT '',
       created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       updated_at timestamptz NOT NULL DEFAULT statement_timestamp(),
       PRIMARY KEY (chain, strand)
     ) WITH (fillfactor = 10)`,
    touchTrigger("audit_strands"),
    // Those of a tenant are made when they are needed.
    `INSERT INTO audit_strands (chain, strand)
       SELECT chain, strand FROM unnest(ARRAY['events', 'attempts']) AS chain, generate_series(0, 15) AS strand`,
  ],
};
