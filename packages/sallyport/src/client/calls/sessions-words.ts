// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Session } from "./shared.ts";

export type InvalidateSessionsBody = {
  readonly includeCurrent?: boolean | undefined;
};

export type ReplaceSessionBody = {
  readonly challengeToken: string;
  readonly sessionId: string;
};

export type ListSessionsAnswer = readonly Session[];

export type ReadSessionStatsAnswer = {
  readonly active: number;
  readonly max: number | null;
  readonly createdLast24h: number;
  readonly byDeviceType: {
    readonly desktop?: number | undefined;
    readonly mobile?: number | undefined;
    readonly tablet?: number | undefined;
    readonly other?: number | undefined;
  };
  readonly oldestCreatedAt: string | null;
};

export type ReadHealthAnswer = {
  readonly status: "ok" | "degraded";
  readonly store: {
    readonly kind: string;
    readonly latencyMs: number | null;
  };
};

export type EndSessionAnswer = {
  readonly ended: true;
};

export type InvalidateSessionsAnswer = {
  readonly ended: number;
};

export type ExtendSessionAnswer = {
  readonly expiresAt: string;
};
