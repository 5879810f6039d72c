import { EventEmitter } from "node:events";
import type { SessionSignals } from "../session-signals.ts";

/** Signals within one process. */
export function createMemorySessionSignals(): SessionSignals {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    publish: (shard) => {
      emitter.emit(shard);
      return Promise.resolve();
    },
    subscribe: (shard, listener) => {
      emitter.on(shard, listener);
      return Promise.resolve(() => {
        emitter.off(shard, listener);
        return Promise.resolve();
      });
    },
    close: () => {
      emitter.removeAllListeners();
      return Promise.resolve();
    },
  };
}
