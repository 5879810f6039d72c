import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { auditEntry, outcome, severity } from "../answers/events.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { isStorable, userHandle } from "../fields.ts";

const MOST = 100;

/** ISO 8601 with its zone, from 1970 on. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getTime() >= 0);

const filters = {
  type: z.string().min(1).max(100).refine(isStorable).optional(),
  severity: severity.optional(),
  outcome: outcome.optional(),
  userId: userHandle.optional(),
  from: moment.optional(),
  to: moment.optional(),
};

/** `GET /security/events`: an admin of a tenant sees what happens to users of that tenant. */
export const listEvents: Endpoint = endpoint({
  id: "listEvents",
  summary: "The audit trail, the newest event first",
  query: z.strictObject({
    ...filters,
    cursor: z.string().min(1).max(100).optional(),
    limit: z
      .string()
      .regex(/^[1-9][0-9]{0,2}$/)
      .transform(Number)
      .refine((limit) => limit <= MOST)
      .optional(),
  }),
  answer: z.strictObject({ events: z.array(auditEntry).readonly(), nextCursor: z.string().exactOptional() }),
  refusals: ["ERR-VALIDATION"],
  handle: async ({ req, query: { cursor, limit, ...filter } }) => {
    const state = stateOf(req, "mfaRouter");
    const { tenantId } = subjectOf(state).user;
    const { entries, ...next } = await state.suite.audit.find({ ...filter, tenantId }, { cursor, limit });
    return { events: entries, ...next };
  },
});
