import { MfaError } from "@sallyport/core";
import { z } from "zod";
import { stateOf, subjectOf } from "../../request-state.ts";
import { readKept } from "../../resume/kept-request.ts";
import { rerun } from "../../resume/rerun.ts";
import { fieldsOf } from "../body.ts";
import { isForm } from "../cross-site.ts";
import type { Route } from "../route.ts";

/** UUIDv7: as what a request was kept. */
const id = z.uuid();

const json = z.strictObject({ id });

/** Forms carry what the app puts into each of them: a CSRF token, for example. */
const form = z.object({ id });

/** `POST /mfa/resume`: runs a request again that was refused for a step-up; what it answers is the answer. */
export const resume: Route = async ({ req, res }) => {
  const asked = fieldsOf(req, isForm(req) ? form : json);
  const state = stateOf(req, "mfaRouter");
  const kept = readKept(await state.suite.releaseRequest({ subject: subjectOf(state), id: asked.id }));
  if (!kept) throw new MfaError("ERR-NOT-FOUND");

  rerun({ req, res }, kept);
  // The app answers. Nothing is left to be said here.
  return new Promise<never>(() => undefined);
};
