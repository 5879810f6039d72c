import type { Parts } from "../parts.ts";
import { canonicalAddress } from "./canonical-address.ts";
import { canonicalIdentifier } from "./canonical-identifier.ts";

/** Whose requests a counter counts; what is left out does not distinguish. */
export interface CounterOwner {
  readonly userId?: string | undefined;
  readonly address?: string | undefined;
  /** Anything else, such as what was typed as a user name; compared in its canonical form. */
  readonly identifier?: string | undefined;
}

/** 132 bits. */
const SYMBOLS = 22;

/**
 * The key of a counter: a keyed hash, so that it has one length, that no store shows who was where, and that nobody can
 * make two owners meet in one key.
 */
export function counterKey(parts: Parts, name: string, { userId, address, identifier }: CounterOwner): string {
  const owner = [
    name,
    userId ?? null,
    address === undefined ? null : canonicalAddress(address, parts.settings.limits.ipv6PrefixLength),
    identifier === undefined ? null : canonicalIdentifier(identifier),
  ];
  // Under the oldest key, which processes have in common while a new one is being brought in.
  const hash = parts.keyRing.macs("rate-limits", JSON.stringify(owner)).at(-1) ?? "";
  return `${name}:${hash.slice(0, SYMBOLS)}`;
}
