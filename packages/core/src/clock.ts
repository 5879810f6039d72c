/**
 * Where the time comes from. Everything that the processes share (locks, waits, deadlines in the stores) runs on the
 * store's own clock; `offsetMs` moves that clock too, so that a test can travel and every part arrives together.
 */
export interface Clock {
  /** The current instant of this process. */
  now(): Date;
  /** How far the store clocks are moved, in milliseconds. Only test clocks set it; the system clock leaves it at 0. */
  readonly offsetMs: number;
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => new Date(), offsetMs: 0 };

/** Where randomness comes from: the operating system, unless a test needs known bytes. */
export type RandomSource = (bytes: number) => Uint8Array;
