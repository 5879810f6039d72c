import type { WebhookOptions } from "../../options/audit-options.ts";
import type { AuditStore, NewAuditRow, WebhookTarget } from "../../stores/audit-store.ts";

/** A store whose appended rows are to be posted as well: written in the same transaction, so that none is forgotten. */
export function withWebhooks(store: AuditStore, webhooks: readonly WebhookOptions[]): AuditStore {
  if (webhooks.length === 0) return store;
  return {
    ...store,
    append: (rows, makeLink, options) =>
      store.append(rows, makeLink, { ...options, targets: rows.flatMap((row) => targetsOf(row, webhooks)) }),
  };
}

function targetsOf(row: NewAuditRow, webhooks: readonly WebhookOptions[]): readonly WebhookTarget[] {
  return webhooks
    .filter(({ name, types }) => (types?.includes(row.type) ?? true) && !isAbout(row, name))
    .map(({ name }) => ({ webhook: name, eventId: row.id }));
}

/** Whoever did not take an event will not take the news of that either, for ever and ever. */
function isAbout({ type, data }: NewAuditRow, name: string): boolean {
  return type === "webhook_abandoned" && data["webhook"] === name;
}
