import type { Logger } from "../../logger.ts";

/** A third of a second of loading, which is better spent at the start than by the first user, in front of a store's deadline. */
export function preloadKeys(logger: Logger): void {
  import("@simplewebauthn/server").catch((error: unknown) => {
    logger.error("the library for passkeys could not be loaded", { error: String(error) });
  });
}
