/** A day as people read it in a list. */
export function day(date: Date | null): string {
  return date === null ? "never" : date.toISOString().slice(0, 10);
}

/** The same, to the minute. */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
