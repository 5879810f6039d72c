/** What people have left in the vault. */
export interface Notes {
  of(userId: string): readonly string[];
  leave(userId: string, text: string): void;
  /** All of theirs. */
  burn(userId: string): void;
}

const MOST = 20;

/** In memory, the newest first: they are gone with the process, and each worker has its own. */
export function createNotes(): Notes {
  const notes = new Map<string, readonly string[]>();
  const of = (userId: string): readonly string[] => notes.get(userId) ?? [];
  return {
    of,
    leave: (userId, text) => void notes.set(userId, [text, ...of(userId)].slice(0, MOST)),
    burn: (userId) => void notes.delete(userId),
  };
}
