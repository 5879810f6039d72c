import { SallyportConfigError } from "../errors.ts";

/** The cost of scrypt (RFC 7914 §2): memory is 128 · N · r bytes, time grows with N · r · p. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Four times what the costliest common recommendation takes (N = 2^17, r = 8). */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
const MAX_PARALLEL = 16;

/** May scrypt run with it? Asked of options and of stored hashes: a row must not be able to exhaust the memory. */
export function isUsableCost({ N, r, p }: ScryptCost): boolean {
  return (
    [N, r, p].every((value) => Number.isSafeInteger(value) && value >= 1) &&
    N >= 2 &&
    Number.isInteger(Math.log2(N)) &&
    N < 2 ** (16 * r) &&
    128 * N * r <= MAX_MEMORY_BYTES &&
    p <= MAX_PARALLEL
  );
}

/** What scrypt asks for, and a little more: Node's own limit of 32 MiB would refuse the default. */
export function memoryFor({ N, r, p }: ScryptCost): number {
  return 128 * r * (N + p + 2) + 64 * 1024;
}

/** Refuses at start what scrypt would refuse at the first backup code. */
export function requireUsableCost(cost: ScryptCost): void {
  if (isUsableCost(cost)) return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-COST-UNUSABLE",
      option: "backupCodes.cost",
      reason: `scrypt cannot run with ${JSON.stringify(cost)}`,
      remedy: "Leave it out, or write a power of two for N, with 128 * N * r up to 512 MiB and p up to 16",
    },
  ]);
}
