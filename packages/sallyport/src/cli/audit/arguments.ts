import { parseArgs } from "node:util";
import { Misuse } from "../misuse.ts";

/** What was written behind the name of a command: options with a value each. */
export type Given = Readonly<Record<string, string | undefined>>;

/** Reads options with values, and refuses everything else. */
export function readOptions(args: readonly string[], names: readonly string[]): Given {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
    const { values } = parseArgs({ args: [...args], options });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : undefined]),
    );
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A day is its beginning, in UTC. */
export function instantOf(given: Given, name: string): Date | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (ISO.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new Misuse(`Write --${name} as 2026-01-31 or 2026-01-31T12:00:00Z, and not "${text}".`);
}

export function daysOf(given: Given, name: string): number {
  const days = Number(given[name]);
  if (/^\d{1,4}$/.test(given[name] ?? "") && days >= 1 && days <= 3650) return days;
  throw new Misuse(`Write --${name} with a whole number of days from 1 to 3650: what the options of your app say.`);
}
