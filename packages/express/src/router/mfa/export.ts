import { stateOf, subjectOf } from "../../request-state.ts";
import { personalData } from "../answers/privacy.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

/** `GET /mfa/export` */
export const exportOwn: Endpoint = endpoint({
  id: "exportOwnData",
  summary: "Everything that is kept about the user, as one document",
  answer: personalData,
  refusals: ["ERR-MFA-STEP-UP-REQUIRED"],
  handle: async ({ req }) => {
    const state = stateOf(req, "mfaRouter");
    const by = subjectOf(state);
    return state.suite.privacy.exportText(by.user.id, { by, language: by.context.language });
  },
});
