/**
 * Skips the running test, or from a `before` hook every test of its suite, and says why. The reason is printed at the
 * end of the run; in CI a skipped test fails it.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const current = context.test;
  const isHook = current !== undefined && "type" in current && current.type === "hook";
  Object.assign((isHook ? current.parent : current) ?? {}, { skipReason: reason });
  context.skip();
}
