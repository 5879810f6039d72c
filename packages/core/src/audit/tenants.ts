import { findUser } from "../find-user.ts";
import type { Settings } from "../options/settings.ts";
import { deadline } from "../stores/deadline.ts";

/** Which tenant a user belongs to, so that its admins see what happens to them. */
export interface Tenants {
  /** Undefined for a user of none, or where the app doesn't say in time: nobody is kept waiting for it, and no tenant sees that event. */
  of(userId: string): Promise<string | undefined>;
}

const KNOWN_MS = 300_000;
const MOST_KNOWN = 10_000;
const LOOK_UP_MS = 200;

interface Known {
  readonly tenantId: string | undefined;
  readonly until: number;
}

/** Asks the app, and remembers what it said for five minutes. */
export function createTenants(settings: Settings): Tenants {
  const known = new Map<string, Known>();

  async function ask(userId: string): Promise<string | undefined> {
    const user = await deadline(findUser({ settings }, userId), LOOK_UP_MS);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(userId, { tenantId: user?.tenantId, until: settings.clock.now().getTime() + KNOWN_MS });
    return user?.tenantId;
  }

  return {
    of: async (userId) => {
      const found = known.get(userId);
      if (found && found.until > settings.clock.now().getTime()) return found.tenantId;
      return ask(userId).catch(() => undefined);
    },
  };
}
