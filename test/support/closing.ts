/** Notes what was opened. */
export type Close = (close: () => Promise<unknown>) => void;

/**
 * Closes what a suite (`after`) or a test (`afterEach`) has opened, the last one first: nothing where a server was missing and
 * nothing was opened.
 *
 * @example
 * ```ts
 * const close = closing(after);
 * before(async function () {
 *   const opened = requireServer(this, "PostgreSQL", await postgresDatabase());
 *   close(() => opened.close());
 * });
 * ```
 */
export function closing(hook: (work: () => Promise<void>) => void): Close {
  const opened: (() => Promise<unknown>)[] = [];
  hook(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  return (close) => {
    opened.push(close);
  };
}
