/** Whoever lifts a limit says why: an auditor will ask. */
export function requireReason(reason: string): void {
  if (typeof reason !== "string" || reason.trim() === "")
    throw new TypeError("say why: the reason goes into the record");
}
