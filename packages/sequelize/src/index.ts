export { connectDatabase, type DatabaseOptions } from "./connect-database.ts";
export { openEmbedded, type EmbeddedOptions, type OpenDatabase } from "./embedded/open-embedded.ts";
export { migrateServer } from "./migrations/migrate-server.ts";
export { migrate, pendingMigrations } from "./migrations/migrate.ts";
export { createAuditArchive, type AuditArchiveOptions } from "./stores/audit-archive.ts";
export { createDurableStores, type DurableStoreOptions } from "./stores/durable-stores.ts";
