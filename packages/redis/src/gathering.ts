/** More than this many are not kept waiting for each other, and Redis is not kept busy with them alone. */
const MOST = 32;

interface Waiting<T, R> {
  readonly item: T;
  resolve(answer: R): void;
  reject(error: unknown): void;
}

/**
 * Gathers what one turn of the event loop asks for, and asks once. The client writes at the end of the turn anyway, so
 * nothing waits longer; what fails, fails for all of them.
 */
export function createGathering<T, R>(ask: (items: readonly T[]) => Promise<readonly R[]>): (item: T) => Promise<R> {
  let gathered: Waiting<T, R>[] = [];

  function send(): void {
    const waiting = gathered;
    gathered = [];
    if (waiting.length === 0) return;
    ask(waiting.map(({ item }) => item)).then(
      (answers) => {
        for (const [index, { resolve, reject }] of waiting.entries()) {
          const answer = answers[index];
          if (answer === undefined) reject(new TypeError("fewer answers than questions"));
          else resolve(answer);
        }
      },
      (error: unknown) => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (gathered.length === 0) setImmediate(send);
      gathered.push({ item, resolve, reject });
      if (gathered.length >= MOST) send();
    });
}
