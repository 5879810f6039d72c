import type { RandomSource } from "../clock.ts";
import type { MfaEvent } from "../events.ts";
import type { Settings } from "../options/settings.ts";
import { redactData } from "../redact/data.ts";
import { safeRequestId } from "../redact/request-id.ts";
import { redactText } from "../redact/text.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import { describeDevice } from "../sessions/device.ts";
import { maskAddress } from "../sessions/masked-address.ts";
import type { AuditEntry, NewAuditRow } from "../stores/audit-store.ts";
import type { RequestContext } from "../users.ts";
import { classOf } from "./event-table.ts";
import { digestOf } from "./personal.ts";

/** What it takes to make rows. */
export interface RowMaker {
  readonly settings: Pick<Settings, "audit" | "random">;
  readonly keyRing: KeyRing;
}

const SALT_BYTES = 16;

/** A word of ours. What an admin has written goes among the personal fields instead, since it may name people. */
const REASON = /^[a-z][a-z0-9_:.-]{0,63}$/i;

/** Drawn at once: asking the operating system is what takes the time. */
function salts(random: RandomSource): readonly [string, string] {
  const bytes = Buffer.from(random(2 * SALT_BYTES));
  const [user, actor] = [bytes.subarray(0, SALT_BYTES), bytes.subarray(SALT_BYTES)];
  return [user.toString("base64url"), actor.toString("base64url")];
}

/** What an event becomes in the trail: masked, without secrets, with the digests of its personal parts. */
export function toRow({ settings, keyRing }: RowMaker, event: MfaEvent): NewAuditRow {
  const { kept } = classOf(event.type);
  const { chain } = settings.audit;
  const entry = toEntry({ settings, keyRing }, event);
  const [userSalt, actorSalt] = salts(settings.random);
  return {
    ...entry,
    chain: chain === "tenant" && entry.tenantId !== null ? `${kept}:${entry.tenantId}` : kept,
    ...{ userSalt, actorSalt },
    userDigest: digestOf(entry, "user", userSalt),
    actorDigest: digestOf(entry, "actor", actorSalt),
  };
}

function toEntry({ settings, keyRing }: RowMaker, event: MfaEvent): AuditEntry {
  const { id, type, at, userId = null, tenantId = null, methodType = null, methodId = null, sessionId = null } = event;
  const { severity, outcome } = { ...classOf(type), ...event };
  const isCode = event.reason !== undefined && event.actorId === undefined && REASON.test(event.reason);
  const actorId = event.actorId === userId ? undefined : event.actorId;
  const keepsAddresses = settings.audit.privacy === "full";
  return {
    ...{ id, type, at, severity, outcome, methodType, methodId, sessionId },
    ...{ tenantId: clean(tenantId), userId: clean(userId), actorId: clean(actorId ?? null) },
    reason: isCode ? (event.reason ?? null) : null,
    note: isCode || event.reason === undefined ? null : redactText(event.reason, { keepsAddresses }),
    ...placeOf({ settings, keyRing }, event.context ?? {}),
    data: redactData(event.data ?? {}, { keepsAddresses }),
  };
}

type Place = Pick<AuditEntry, "ip" | "ipHash" | "browser" | "os" | "deviceType" | "userAgent" | "requestId">;

const NOWHERE: Place = {
  ...{ ip: null, ipHash: null, browser: null, os: null, deviceType: null, userAgent: null, requestId: null },
};

const MOST_OF_AN_AGENT = 256;

/** A whole address is a personal date of somebody who may have nothing to do with it: kept only where the app says so. */
function placeOf({ settings, keyRing }: RowMaker, context: RequestContext): Place {
  const { ip, userAgent, requestId } = context;
  const isFull = settings.audit.privacy === "full";
  const masked = maskAddress(ip) ?? null;
  const isKnown = userAgent !== undefined || context.clientHints?.brands !== undefined;
  const { browser = null, os = null, deviceType = null } = isKnown ? describeDevice(context) : {};
  return {
    ...NOWHERE,
    ...{ browser, os, deviceType },
    ip: isFull && masked !== null ? (ip ?? null) : masked,
    ipHash: ip === undefined || masked === null ? null : keyRing.mac("audit-address", ip).slice(0, HASH_LENGTH),
    userAgent: isFull && userAgent !== undefined ? redactText(userAgent).slice(0, MOST_OF_AN_AGENT) : null,
    requestId: requestId === undefined ? null : (safeRequestId(requestId) ?? null),
  };
}

/** 96 bits. */
const HASH_LENGTH = 16;

/** Half a character, or none: no database takes them, and one row that is refused would hold up all that come with it. */
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;

function clean(text: string | null): string | null {
  return text === null ? null : text.replace(UNSTORABLE, "");
}
