/** Waits of everybody for one thing that only one can hold. */
export interface TurnTaking {
  /** Resolves when it is this one's turn; at once for the one whose turn it is already. */
  enter(who: object): Promise<void>;
  /** Ends one piece of work; with `keep` the turn stays with its holder (a transaction is open). */
  leave(who: object, turn: { readonly keep: boolean }): void;
  holds(who: object): boolean;
}

/**
 * First come, first served. Somebody who waits longer than `waitMs` is refused: inside a transaction, a query that was
 * not given the transaction would wait for ever, for itself.
 */
export function createTurnTaking({ waitMs }: { readonly waitMs: number }): TurnTaking {
  const waiting: { readonly who: object; readonly wake: () => void }[] = [];
  let holder: object | undefined;
  let depth = 0;

  function wait(who: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(Object.assign(new Error("waited too long for an open transaction"), { code: "55P03" }));
      }, waitMs);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const entry = { who, wake };
      waiting.push(entry);
    });
  }

  return {
    holds: (who) => holder === who,
    enter: async (who) => {
      if (holder !== undefined && holder !== who) await wait(who);
      holder = who;
      depth += 1;
    },
    leave: (who, { keep }) => {
      depth -= 1;
      if (depth > 0 || keep || holder !== who) return;
      const next = waiting.shift();
      // The turn is handed over, not given up: nobody can slip in before the next one runs.
      holder = next?.who;
      next?.wake();
    },
  };
}
