import { createAuditArchive, createDurableStores } from "@sallyport/sequelize";
import { describeAuditArchive } from "../contract/audit-archive.ts";
import { describeAuditErasure } from "../contract/audit-erasure.ts";
import { describeAuditPages } from "../contract/audit-pages.ts";
import { describeAuditStore } from "../contract/audit-store.ts";
import type { OpenAudit } from "../contract/new-event.ts";
import { embeddedDatabase, postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

const DATABASES = { "embedded PostgreSQL": embeddedDatabase, PostgreSQL: postgresDatabase } as const;

for (const [name, openDatabase] of Object.entries(DATABASES))
  describe(`The audit trail on ${name}`, function () {
    this.timeout(30_000);
    let database: TestDatabase | undefined;
    let open: OpenAudit | undefined;

    before(async function () {
      database = requireServer(this, name, await openDatabase());
      const { sequelize } = database;
      open = { sequelize, stores: createDurableStores({ sequelize }), archive: createAuditArchive({ sequelize }) };
    });
    after(() => database?.close());

    const current = (): OpenAudit => {
      if (!open) throw new Error("the trail is only there inside tests");
      return open;
    };
    describeAuditStore(name, current);
    describeAuditPages(name, current);
    describeAuditArchive(name, current);
    describeAuditErasure(name, current);
  });
