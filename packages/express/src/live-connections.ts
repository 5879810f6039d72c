import { MfaError, type Sessions } from "@sallyport/core";
import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import type { LiveConnection } from "./live-connection.ts";
import { subjectOf, find } from "./request-state.ts";

interface Bound {
  readonly sessionId: string;
  readonly connection: LiveConnection;
}

/** The connections of one user in this process. */
interface Group {
  readonly userId: string;
  readonly bound: Set<Bound>;
  readonly listening: Promise<() => Promise<void>>;
}

/** The floor under the messages: what they miss is found by then (SECURITY.md E14). */
const RECHECK_MS = 3000;

/** 1008: the connection breaks a rule (RFC 6455 §7.4.1). */
const POLICY_VIOLATION = 1008;

/** How long a WebSocket has for its closing handshake. */
const GOODBYE_MS = 500;

/** The live connections of one suite in this process. */
export interface LiveConnections {
  bind(connection: LiveConnection, req: IncomingMessage): Promise<() => void>;
  close(): void;
}

/**
 * Closes connections when their session ends. A message says when to look, a timer looks anyway, and the list of sessions
 * decides; while it can't be read, connections stay.
 */
export function createLiveConnections(sessions: Sessions): LiveConnections {
  const groups = new Map<string, Group>();
  let timer: NodeJS.Timeout | undefined;

  async function recheck(shard: string): Promise<void> {
    const group = groups.get(shard);
    if (!group) return;
    const live = new Set((await sessions.list(group.userId)).map(({ id }) => id));
    for (const each of [...group.bound]) if (!live.has(each.sessionId)) hangUp(each.connection);
  }

  function recheckAll(): void {
    for (const shard of groups.keys()) recheck(shard).catch(() => undefined);
  }

  function join(shard: string, userId: string, bound: Bound): Group {
    const known = groups.get(shard);
    const group = known ?? {
      userId,
      bound: new Set<Bound>(),
      listening: sessions.listen(shard, () => {
        recheck(shard).catch(() => undefined);
      }),
    };
    group.bound.add(bound);
    groups.set(shard, group);
    timer ??= setInterval(recheckAll, RECHECK_MS).unref();
    return group;
  }

  function leave(shard: string, bound: Bound): void {
    const group = groups.get(shard);
    if (!group?.bound.delete(bound) || group.bound.size > 0) return;
    groups.delete(shard);
    group.listening.then((stop) => stop()).catch(() => undefined);
  }

  return {
    bind: async (connection, req) => {
      const { userId, shard, sessionId } = sessionOf(req);
      const bound = { sessionId, connection };
      const untie = (): void => {
        leave(shard, bound);
      };
      connection.on("close", untie);
      const group = join(shard, userId, bound);
      // Without messages the timer still finds what has ended.
      await group.listening.catch(() => undefined);
      // It may have ended between the request and the subscription.
      await recheck(shard).catch(() => undefined);
      return untie;
    },
    close: () => {
      clearInterval(timer);
      for (const [shard, { bound }] of groups) for (const each of [...bound]) leave(shard, each);
    },
  };
}

function sessionOf(req: IncomingMessage): { userId: string; shard: string; sessionId: string } {
  const state = find(req as Request);
  if (!state) throw new MfaError("ERR-UNAUTHENTICATED");
  const { user, stage, sessionId } = subjectOf(state);
  const shard = state.session?.shard;
  if (stage !== "full" || sessionId === undefined || shard === undefined) throw new MfaError("ERR-MFA-REQUIRED");
  return { userId: user.id, shard, sessionId };
}

function hangUp(connection: LiveConnection): void {
  if (connection.close && connection.terminate) {
    connection.close(POLICY_VIOLATION, "session ended");
    setTimeout(() => connection.terminate?.(), GOODBYE_MS).unref();
    return;
  }
  connection.end?.();
  connection.destroy?.();
}
