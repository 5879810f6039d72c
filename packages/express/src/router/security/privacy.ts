import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { erasureReport, personalData } from "../answers/privacy.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { reason, userHandle } from "../fields.ts";

const params = { userId: userHandle } as const;

/** `GET /security/export/:userId`: it says more than an admin sees elsewhere, and takes as much as changing something does. */
export const exportUser: Endpoint = endpoint({
  id: "exportDataOfUser",
  summary: "Everything that is kept about a user, as one document",
  params,
  answer: personalData,
  handle: async ({ req, params: { userId } }) => {
    const state = stateOf(req, "mfaRouter");
    const by = subjectOf(state);
    return state.suite.privacy.exportText(userId, { by, language: by.context.language });
  },
});

/** `POST /security/erase/:userId` */
export const erase: Endpoint = endpoint({
  id: "eraseUser",
  summary: "Removes everything about a user; in the audit trail a pseudonym takes their place",
  params,
  body: z.strictObject({ reason }),
  answer: erasureReport,
  handle: async ({ req, params: { userId }, body }) => {
    const state = stateOf(req, "mfaRouter");
    return state.suite.privacy.erase(userId, { by: subjectOf(state), ...body });
  },
});
