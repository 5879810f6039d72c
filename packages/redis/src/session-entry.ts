import type { SessionEntry } from "@sallyport/core";
import { z } from "zod";

const value = /^(\d+)\|(\d+)\|(\d+)\|(\d+)\|(desktop|mobile|tablet|other)\|([^|]+)\|(.*)$/s;
const details = z.record(z.string(), z.unknown());
const flat = z.array(z.string());

/** A session as the scripts write it (`prelude.lua.ts`). */
export function toEntry(key: string, text: string): SessionEntry {
  const [, seen, ends, idle, created, deviceType, id, json] = value.exec(text) ?? [];
  if (id === undefined || json === undefined)
    throw new TypeError("the session index holds something that we did not write");
  return {
    id,
    key,
    deviceType: deviceType as SessionEntry["deviceType"],
    details: details.parse(JSON.parse(json)),
    idleSeconds: Number(idle) / 1000,
    createdAt: new Date(Number(created)),
    seenAt: new Date(Number(seen)),
    endsAt: new Date(Number(ends)),
  };
}

/** Session ids and values in turn. */
export function toEntries(answer: unknown): readonly SessionEntry[] {
  const parts = flat.parse(answer);
  return parts.flatMap((key, index) => (index % 2 === 0 ? [toEntry(key, parts[index + 1] ?? "")] : []));
}
