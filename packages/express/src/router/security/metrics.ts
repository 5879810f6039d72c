import { z } from "zod";
import { stateOf } from "../../request-state.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

/** `GET /security/metrics`: for an admin who looks; Prometheus asks `mfa.metrics` at a port of its own (docs/metrics.md). */
export const metrics: Endpoint = endpoint({
  id: "readMetrics",
  summary: "What is measured, in the text format of Prometheus",
  mediaType: "text/plain",
  answer: z.string(),
  handle: ({ req }) => stateOf(req, "mfaRouter").suite.metrics.metrics(),
});
