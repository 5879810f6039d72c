import type { CodeType, SentChallenge } from "@sallyport/core";
import type { Request } from "express";
import { limitSend } from "./rate-limit/limit-send.ts";
import { subjectOf, type RequestState } from "./request-state.ts";

/** Where a code shall go. */
export interface CodeRequest {
  /** `mailed_code`: to the account's own address, before there is any method. */
  readonly method: CodeType | "mailed_code";
  /** One method of several of the same type. */
  readonly methodId?: string | undefined;
  /** The token of a client without cookies; else the session says what is outstanding. */
  readonly challengeToken?: string | undefined;
}

interface Asking {
  readonly req: Request;
  readonly state: RequestState;
  readonly request: CodeRequest;
}

/** A token stands for itself; else the session says whether the code is for the end of a sign-in or for a step-up. */
export async function sendCode({ req, state, request }: Asking): Promise<SentChallenge> {
  if (state.outage) throw state.outage;
  const { method: type, methodId, challengeToken } = request;
  const { suite, context, session } = state;
  if (type === "mailed_code") {
    const subject = subjectOf(state);
    return limitSend({ req, state }, () => suite.sendMailedCode(subject));
  }
  const wish = { type, methodId };
  if (challengeToken !== undefined)
    return limitSend({ req, state }, () =>
      suite.sendForSignIn({ ...wish, handle: { token: challengeToken }, context }),
    );

  const subject = subjectOf(state);
  const pending = session?.pending;
  return limitSend({ req, state }, () =>
    pending
      ? suite.sendForSignIn({ ...wish, handle: { key: pending.key }, context })
      : suite.sendForStepUp({ ...wish, subject }),
  );
}
