import { actorOf, type Actor } from "../admin/actor.ts";
import { exportTrail } from "../audit/export.ts";
import { languageOf } from "../messages/languages.ts";
import { record, type Parts } from "../parts.ts";
import { listSessions } from "../sessions/list.ts";
import { requireExport } from "./authorise.ts";
import type { Section } from "./json-text.ts";
import { noticeIn, retentionOf } from "./notice.ts";
import { rowsOf } from "./pages.ts";
import type { PersonalData } from "./personal-data.ts";
import { toAct, toDevice, toEvent, toMessage, toMethod, toPastSession, toSession } from "./words.ts";

/** Who asks, and in which language what stands beside the data shall be. */
export interface ExportRequest {
  readonly by?: Actor | undefined;
  /** BCP 47. Default `delivery.language`. */
  readonly language?: string | undefined;
}

/**
 * Everything about a person, in the order of `PersonalData`. It is on the record before any of it is handed out, and holds
 * what was there at that moment. Histories and events are read a page at a time, as they are asked for.
 */
export async function openExport(parts: Parts, userId: string, request: ExportRequest): Promise<readonly Section[]> {
  const { by, language } = request;
  await requireExport(parts, userId, by);
  const { durable, settings, keyRing, archive } = parts;
  const exportedAt = settings.clock.now();
  const [known, methods, sessions] = await Promise.all([
    durable.privacy.collect(userId),
    durable.methods.list(userId),
    listSessions(parts, userId),
  ]);
  await record(parts, { type: "user_data_exported", userId, ...(by === undefined ? {} : actorOf(by)) });

  const { privacy } = durable;
  const until = { to: exportedAt };
  const sections: { readonly [Name in keyof PersonalData]: PersonalData[Name] | AsyncIterable<unknown> } = {
    format: "sallyport.personal-data",
    version: 1,
    exportedAt,
    controller: settings.issuer,
    notice: noticeIn(languageOf(language, settings.delivery.language)),
    retention: retentionOf(settings),
    account: { id: userId },
    methods: methods.map((method) => toMethod(keyRing, method)),
    backupCodes: known.backupCodes,
    passkeyHandleSince: known.passkeyHandleSince,
    guesses: known.guesses,
    gracePeriod: known.grace,
    policyRules: known.rules,
    recoveries: known.recoveries,
    trustedDevices: known.devices.map(toDevice),
    liveSessions: sessions.map(toSession),
    sessions: mapped(
      rowsOf((page) => privacy.sessions(userId, page)),
      toPastSession,
    ),
    deliveries: rowsOf((page) => privacy.deliveries(userId, page)),
    messages: mapped(
      rowsOf((page) => privacy.messages(userId, page)),
      (row) => toMessage(keyRing, row, userId),
    ),
    events: mapped(exportTrail(archive, { userId, ...until }), toEvent),
    acts: mapped(exportTrail(archive, { actorId: userId, ...until }), toAct),
  };
  return Object.entries(sections);
}

async function* mapped<From, To>(rows: AsyncIterable<From>, change: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield change(row);
}
