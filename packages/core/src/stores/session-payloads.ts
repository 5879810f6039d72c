/** What the HTTP layer stored for sessions. The index decides without it; this only tidies up. */
export interface SessionPayloads {
  /** Removes what is stored under these session ids. */
  remove(keys: readonly string[]): Promise<void>;
}
