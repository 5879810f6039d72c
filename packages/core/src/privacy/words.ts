import { outboxAad } from "../delivery/notice-messages.ts";
import { isSentMethod } from "../methods/destination.ts";
import { summarise } from "../methods/manage.ts";
import { secretAad } from "../methods/sealed-secret.ts";
import type { KeyRing } from "../secrets/key-ring.ts";
import type { SessionSummary } from "../sessions/details.ts";
import type { AuditEntry } from "../stores/audit-store.ts";
import type { DeviceRecord } from "../stores/device-store.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { PersonalMessage } from "../stores/privacy-store.ts";
import type { SessionRecord } from "../stores/session-history.ts";
import {
  SOMEBODY,
  type PastSession,
  type PersonalAct,
  type PersonalDevice,
  type PersonalEvent,
  type PersonalMethod,
  type PersonalSession,
} from "./personal-data.ts";

/** Opens what is sealed; null where that can't be read. */
function openedBy(keyRing: KeyRing, sealed: string | null, aad: string): string | null {
  const opened = sealed === null ? undefined : keyRing.open(sealed, aad);
  return opened?.ok ? Buffer.from(opened.plaintext).toString() : null;
}

/** A secret is sealed in the same place as a number or an address, and stays sealed. */
export function toMethod(keyRing: KeyRing, method: MethodRecord): PersonalMethod {
  const { id, type, userId, secret } = method;
  const destination = isSentMethod(type) ? openedBy(keyRing, secret, secretAad(id, userId)) : null;
  return { ...summarise(method), destination };
}

export function toMessage(keyRing: KeyRing, message: PersonalMessage, userId: string): PersonalMessage {
  return { ...message, to: openedBy(keyRing, message.to, outboxAad(message.id, userId)) };
}

export function toDevice({
  userId: _user,
  tenantId: _tenant,
  trusted: _first,
  last,
  ...own
}: DeviceRecord): PersonalDevice {
  return { ...own, browser: last.browser, os: last.os };
}

export function toSession({ current: _current, ...own }: SessionSummary): PersonalSession {
  return own;
}

export function toPastSession({ userId: _user, tenantId: _tenant, ...own }: SessionRecord): PastSession {
  return own;
}

const NOWHERE = { ip: null, browser: null, os: null, deviceType: null, userAgent: null, requestId: null } as const;

function whatOf({
  id,
  type,
  at,
  severity,
  outcome,
}: AuditEntry): Pick<PersonalAct, "id" | "type" | "at" | "severity" | "outcome"> {
  return { id, type, at, severity, outcome };
}

function whereOf({
  ip,
  browser,
  os,
  deviceType,
  userAgent,
  requestId,
}: AuditEntry): Omit<PersonalAct, keyof ReturnType<typeof whatOf>> {
  return { ip, browser, os, deviceType, userAgent, requestId };
}

/** About the person. Whoever else has acted, and from where, is not theirs to know. */
export function toEvent(entry: AuditEntry): PersonalEvent {
  const { actorId, methodType, methodId, sessionId, reason, note, data } = entry;
  const isByOther = actorId !== null;
  return {
    ...whatOf(entry),
    by: isByOther ? SOMEBODY : null,
    ...(isByOther ? NOWHERE : whereOf(entry)),
    ...{ methodType, methodId, sessionId, reason, note, data },
  };
}

/** By the person. Whom it was about, and what was written of them, is not theirs. */
export function toAct(entry: AuditEntry): PersonalAct {
  return { ...whatOf(entry), ...whereOf(entry) };
}
