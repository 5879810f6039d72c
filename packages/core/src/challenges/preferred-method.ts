import type { MethodRecord } from "../stores/method-store.ts";

/** The one that the user prefers, then the ones used last. */
export function newestFirst(methods: readonly MethodRecord[]): readonly MethodRecord[] {
  return [...methods].sort((a, b) => Number(b.preferred) - Number(a.preferred) || lastUse(b) - lastUse(a));
}

function lastUse(method: MethodRecord): number {
  return method.lastUsedAt?.getTime() ?? 0;
}
