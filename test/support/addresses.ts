import { randomInt } from "node:crypto";
import type { Test } from "supertest";

/** An address that no other test comes from: counters of addresses outlive a test on a shared Redis. */
export function someAddress(): string {
  return [10, randomInt(256), randomInt(256), randomInt(1, 255)].join(".");
}

/** A /64 network that no other test comes from, without its last four groups. */
export function someNetwork(): string {
  return ["2001", "db8", randomInt(65_536).toString(16), randomInt(65_536).toString(16)].join(":");
}

/** As a trusted proxy says it. */
export function from(address: string, call: Test): Test {
  return call.set("X-Forwarded-For", address);
}

/** Sends a call so many times, one after the other, and returns the statuses. */
export async function statusesOf(
  times: number,
  call: (index: number) => PromiseLike<{ status: number }>,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < times; index += 1) statuses.push((await call(index)).status);
  return statuses;
}
