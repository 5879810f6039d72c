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

/**
 * What an event becomes in the trail: masked, without secrets, with the digests of its personal parts. Written for every event
 * there is, so that objects here are made in one piece: spreading one into another of this size takes thirty times as long.
 */
export function toRow({ settings, keyRing }: RowMaker, event: MfaEvent): NewAuditRow {
  const normal = classOf(event.type);
  const keepsAddresses = settings.audit.privacy === "full";
  const isCode = event.reason !== undefined && event.actorId === undefined && REASON.test(event.reason);
  const place = placeOf({ settings, keyRing }, event.context ?? {});
  const [userSalt, actorSalt] = salts(settings.random);
  const tenantId = clean(event.tenantId);
  const row = {
    id: event.id,
    chain: settings.audit.chain === "tenant" && tenantId !== null ? `${normal.kept}:${tenantId}` : normal.kept,
    type: event.type,
    at: event.at,
    severity: event.severity ?? normal.severity,
    outcome: event.outcome ?? normal.outcome,
    tenantId,
    userId: clean(event.userId),
    actorId: event.actorId === event.userId ? null : clean(event.actorId),
    methodType: event.methodType ?? null,
    methodId: event.methodId ?? null,
    sessionId: event.sessionId ?? null,
    reason: isCode ? (event.reason ?? null) : null,
    note: isCode || event.reason === undefined ? null : redactText(event.reason, { keepsAddresses }),
    ip: place.ip,
    ipHash: place.ipHash,
    browser: place.browser,
    os: place.os,
    deviceType: place.deviceType,
    userAgent: place.userAgent,
    requestId: place.requestId,
    data: redactData(event.data ?? {}, { keepsAddresses }),
    userSalt,
    actorSalt,
    userDigest: "",
    actorDigest: "",
  };
  row.userDigest = digestOf(row, "user", userSalt);
  row.actorDigest = digestOf(row, "actor", actorSalt);
  return row;
}

type Place = Pick<AuditEntry, "ip" | "ipHash" | "browser" | "os" | "deviceType" | "userAgent" | "requestId">;

const MOST_OF_AN_AGENT = 256;

/** A whole address is a personal date of somebody who may have nothing to do with it: kept only where the app says so. */
function placeOf({ settings, keyRing }: RowMaker, context: RequestContext): Place {
  const { ip, userAgent, requestId } = context;
  const isFull = settings.audit.privacy === "full";
  const masked = maskAddress(ip) ?? null;
  const isKnown = userAgent !== undefined || context.clientHints?.brands !== undefined;
  const { browser = null, os = null, deviceType = null } = isKnown ? describeDevice(context) : {};
  return {
    browser,
    os,
    deviceType,
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

function clean(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(UNSTORABLE, "");
}
