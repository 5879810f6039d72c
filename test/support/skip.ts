/**
 * Skips the running test, or from a `before` hook every test of its suite, and says why. The reason is printed at the
 * end of the run; in CI a skipped test fails it.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const current = context.test;
  const owner: object | undefined = current?.type === "hook" ? current.parent : current;
  if (owner) Object.assign(owner, { skipReason: reason });
  context.skip();
}
