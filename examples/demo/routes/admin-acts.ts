import type { Sallyport, Subject } from "sallyport";
import type { ActName } from "../pages/person-forms.ts";

/** Who does it, to whom, why. */
export interface Act {
  readonly by: Subject;
  readonly userId: string;
  readonly reason: string;
  readonly days: number;
}

interface Kind {
  readonly takesReason: boolean;
  /** What the administrator is told when it is done. */
  readonly done: string;
  run(mfa: Sallyport, act: Act): Promise<unknown>;
}

/** What an administrator can do. Who may, to whom, is the domain's to say. */
export const ACTS: Readonly<Record<ActName, Kind>> = {
  reset: {
    takesReason: true,
    done: "Their second factors are gone, and they are signed out everywhere. They will set up a new one when they next sign in.",
    run: ({ admin }, { userId, by, reason }) => admin.resetMfa(userId, { by, reason }),
  },
  unlock: {
    takesReason: true,
    done: "They can guess again.",
    run: ({ admin }, { userId, by, reason }) => admin.unlock(userId, { by, reason }),
  },
  "more-time": {
    takesReason: true,
    done: "They have more time now.",
    run: async ({ admin, policy }, { userId, by, reason, days }) => {
      await admin.requireLower(by, userId);
      await policy.extendGrace(userId, { days, reason, by: by.user.id });
    },
  },
  "sign-out": {
    takesReason: false,
    done: "They are signed out everywhere.",
    run: ({ admin }, { userId, by }) => admin.endSessions(userId, { by }),
  },
};

/** Something to read for whoever looks at the record later. */
export function isReason(text: string): boolean {
  return /^[^\p{Cc}]{1,500}$/u.test(text);
}

export function isAct(name: unknown): name is ActName {
  return typeof name === "string" && Object.hasOwn(ACTS, name);
}
