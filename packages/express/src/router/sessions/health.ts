import { z } from "zod";
import { stateOf } from "../../request-state.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

const answer = z.strictObject({
  status: z.enum(["ok", "degraded"]),
  store: z.strictObject({ kind: z.string(), latencyMs: z.number().min(0).nullable() }),
});

/** `GET /sessions/health`: for load balancers. Says nothing of addresses or versions. */
export const health: Endpoint = endpoint({
  id: "readHealth",
  summary: "Whether sessions can be read",
  answer,
  statuses: [200, 503],
  handle: async ({ req, res }) => {
    const { status, store } = await stateOf(req, "mfaRouter").suite.health();
    if (status === "down") res.statusCode = 503;
    return { status: status === "down" ? "degraded" : status, store };
  },
});
