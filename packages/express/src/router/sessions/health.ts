import { stateOf } from "../../request-state.ts";
import type { Route } from "../route.ts";

/** `GET /sessions/health`: for load balancers. Says nothing of addresses or versions. */
export const health: Route = async ({ req, res }) => {
  const { status, store } = await stateOf(req, "mfaRouter").suite.health();
  if (status === "down") res.statusCode = 503;
  return { status: status === "down" ? "degraded" : status, store };
};
