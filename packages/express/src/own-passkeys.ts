import {
  amrOf,
  withProof,
  type AcceptedPasskeys,
  type Amr,
  type KeyChallenge,
  type KeyRequest,
  type KeyWish,
  type MethodConfirmation,
  type PasskeyChallenge,
  type Transport,
  type WebauthnSetup,
} from "@sallyport/core";
import type { Request } from "express";
import { completeSignIn } from "./complete-sign-in.ts";
import { clearPasskeyCookie, readPasskeyCookie, writePasskeyCookie } from "./passkey-cookie.ts";
import { raiseSession } from "./raise-session.ts";
import { subjectOf, type RequestState } from "./request-state.ts";
import { requireCookieReach } from "./require-cookie-reach.ts";

/** What is sent to a browser that shall look for a passkey. The token only with `transport: "token"`. */
export type PasskeyOptions = Omit<PasskeyChallenge, "challengeToken"> & { readonly challengeToken?: string };

/** What a sign-in by passkey is answered with: send it to the client as it is. */
export interface PasskeySignIn {
  readonly mfaRequired: false;
  readonly sessionId: string;
  readonly amr: Amr;
  /** What `onSignedIn` returned. */
  readonly [member: string]: unknown;
}

/** Which key shall sign. */
export interface KeyChallengeRequest extends KeyWish {
  /** The token of a client without cookies; else the session says what is outstanding. */
  readonly challengeToken?: string | undefined;
}

/** What people do with passkeys and security keys; what `/mfa/passkey` and the set-up of `webauthn` do. */
export interface RequestPasskeys {
  /** Begins the enrollment of a key; what `POST /mfa/setup/webauthn` does. */
  setupWebauthn(request?: Omit<KeyRequest, "subject">): Promise<WebauthnSetup>;
  /** Ends it with the browser's answer; what `POST /mfa/verify/webauthn` does. */
  confirmWebauthn(request: { readonly response: unknown }): Promise<MethodConfirmation>;
  /** Asks the user's keys for a signature, for the second step or for a step-up; what `POST /mfa/challenge` does for `webauthn`. */
  challengeKey(request?: KeyChallengeRequest): Promise<KeyChallenge>;
  /** Opens a sign-in by passkey alone; what `POST /mfa/passkey/options` does. */
  passkeyOptions(request?: { readonly transport?: Transport | undefined }): Promise<PasskeyOptions>;
  /** Ends it with the browser's answer; what `POST /mfa/passkey/verify` does. */
  signInWithPasskey(request: {
    readonly response: unknown;
    /** Of a client without cookies. */
    readonly challengeToken?: string | undefined;
  }): Promise<PasskeySignIn>;
  /** Which passkeys are good, for the browser's Signal API; what `GET /mfa/passkey/accepted` does. */
  acceptedPasskeys(): Promise<AcceptedPasskeys>;
}

export function keying(req: Request, state: RequestState): RequestPasskeys {
  const { suite } = state;
  return {
    setupWebauthn: async ({ name, usage } = {}) => suite.setupWebauthn({ subject: subjectOf(state), name, usage }),
    confirmWebauthn: async ({ response }) => {
      const confirmed = await suite.confirmWebauthn({ subject: subjectOf(state), response });
      const added = { by: "webauthn", at: suite.settings.clock.now() } as const;
      const extra = await raiseSession({ req, state, proofs: withProof(state.session?.proofs ?? [], added) });
      return { ...extra, ...confirmed };
    },
    challengeKey: async (request = {}) => challengeKey(state, request),
    passkeyOptions: (request = {}) => passkeyOptions(req, state, request),
    signInWithPasskey: (answer) => signInWithPasskey(req, state, answer),
    acceptedPasskeys: async () => suite.acceptedPasskeys(subjectOf(state)),
  };
}

/** A token stands for itself; else the session says whether it is for the end of a sign-in or for a step-up. */
async function challengeKey(
  state: RequestState,
  { methodId, challengeToken }: KeyChallengeRequest,
): Promise<KeyChallenge> {
  if (state.outage) throw state.outage;
  const { suite, context } = state;
  if (challengeToken !== undefined)
    return suite.challengeKeyForSignIn({ methodId, handle: { token: challengeToken }, context });
  const subject = subjectOf(state);
  const pending = state.session?.pending;
  return pending
    ? suite.challengeKeyForSignIn({ methodId, handle: { key: pending.key }, context })
    : suite.challengeKeyForStepUp({ methodId, subject });
}

async function passkeyOptions(
  req: Request,
  state: RequestState,
  { transport = "session" }: { readonly transport?: Transport | undefined },
): Promise<PasskeyOptions> {
  if (state.outage) throw state.outage;
  if (transport === "token") return state.suite.beginPasskey({});
  requireCookieReach(req, state);
  const { challengeToken, ...open } = await state.suite.beginPasskey({ held: readPasskeyCookie(req, state) });
  writePasskeyCookie(state, { token: challengeToken, expires: open.expiresAt });
  return open;
}

/** No guess is charged, at no limit of the suite: nobody may lock the one way in that can't be guessed (SECURITY.md C15). */
async function signInWithPasskey(
  req: Request,
  state: RequestState,
  answer: Parameters<RequestPasskeys["signInWithPasskey"]>[0],
): Promise<PasskeySignIn> {
  if (state.outage) throw state.outage;
  const { response, challengeToken } = answer;
  const transport = challengeToken === undefined ? "session" : "token";
  if (transport === "session") requireCookieReach(req, state);
  const signedIn = await state.suite.finishPasskey({
    response,
    challengeToken: challengeToken ?? readPasskeyCookie(req, state),
    context: state.context,
  });
  if (transport === "session") clearPasskeyCookie(state);
  const { user, proofs, amr, epoch } = signedIn;
  const { extra, sessionId } = await completeSignIn({ req, state, user, proofs, amr, epoch, transport });
  return { ...extra, mfaRequired: false, sessionId, amr: amrOf(proofs, amr) };
}
