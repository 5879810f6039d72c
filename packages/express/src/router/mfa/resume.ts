import { MfaError } from "@sallyport/core";
import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { readKept } from "../../resume/kept-request.ts";
import { rerun } from "../../resume/rerun.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

/** UUIDv7: as what a request was kept. */
const id = z.uuid();

/** `POST /mfa/resume`: what the request that was refused for a step-up answers is the answer. */
export const resume: Endpoint = endpoint({
  id: "resume",
  summary: "Runs a request again that was refused for a step-up",
  body: z.strictObject({ id }),
  // Forms carry what the app puts into each of them: a CSRF token, for example.
  form: z.object({ id }),
  answer: z.unknown(),
  statuses: ["default"],
  refusals: ["ERR-NOT-FOUND"],
  handle: async ({ req, res, body }) => {
    const state = stateOf(req, "mfaRouter");
    const kept = readKept(await state.suite.releaseRequest({ subject: subjectOf(state), id: body.id }));
    if (!kept) throw new MfaError("ERR-NOT-FOUND");

    rerun({ req, res }, kept);
    // The app answers. Nothing is left to be said here.
    return new Promise<never>(() => undefined);
  },
});
