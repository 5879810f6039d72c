import { isSecretRun } from "./random-run.ts";

const WELL_FORMED = /^[\w.:/+=-]{1,128}$/;
const HEXADECIMAL = /^[\da-f-]+$/i;

/** Ids of proxies are shorter; our tokens are 43 characters long. */
const LONGEST_RUN = 39;

/** A code has no more than that: what is longer and looks random is what an id looks like. */
const LONGEST_CODE = 19;

/** An id that came with a request, and anybody may have put there what they like: undefined for what could be a secret of ours. */
export function safeRequestId(given: string): string | undefined {
  if (!WELL_FORMED.test(given)) return undefined;
  const runs = given.split(/[^\w-]+/).filter((run) => !HEXADECIMAL.test(run) || run.length < LONGEST_CODE);
  const isSafe = runs.every((run) => run.length <= LONGEST_RUN && !run.startsWith("eyJ") && !isCode(run));
  return isSafe ? given : undefined;
}

function isCode(run: string): boolean {
  return run.length <= LONGEST_CODE && isSecretRun(run);
}
