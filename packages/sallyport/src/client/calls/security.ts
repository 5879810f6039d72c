// Made from GET /openapi.json. To make it anew: UPDATE_CLIENT=1 npm test -- test/sallyport/client
import type { Nothing } from "./shared.ts";
import type {
  ResetMfaBody,
  ExtendGraceBody,
  RevokeDeviceOfUserBody,
  MarkDeviceCompromisedBody,
  EraseUserBody,
  SimulatePoliciesBody,
  SetPolicyBody,
  UserReport,
  ResetAnswer,
  PolicyRule,
  ListEventsAnswer,
  CancelResetAnswer,
  SendEnrollmentLinkAnswer,
  UnlockUserAnswer,
  ExtendGraceAnswer,
  EndSessionsOfUserAnswer,
  ListDevicesOfUserAnswer,
  RevokeDeviceOfUserAnswer,
  MarkDeviceCompromisedAnswer,
  ReadMetricsAnswer,
  ListPoliciesAnswer,
  SimulatePoliciesAnswer,
  RemovePolicyAnswer,
} from "./security-words.ts";
import type { PersonalData, ErasureReport } from "./privacy-words.ts";

/** The calls under `/security`. */
export type SecurityCalls = {
  /** The audit trail, the newest event first. */
  readonly "GET /security/events": {
    readonly query: {
      readonly type?: string | undefined;
      readonly severity?: "info" | "notice" | "warning" | "critical" | undefined;
      readonly outcome?: "success" | "failure" | undefined;
      readonly userId?: string | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly cursor?: string | undefined;
      readonly limit?: string | undefined;
    };
    readonly answer: ListEventsAnswer;
  };
  /** How a user stands. */
  readonly "GET /security/users/:userId": { readonly answer: UserReport };
  /** Takes away all methods of a user who has lost them. */
  readonly "POST /security/users/:userId/reset-mfa": { readonly body: ResetMfaBody; readonly answer: ResetAnswer };
  /** Takes back a reset that has not been carried out. */
  readonly "DELETE /security/users/:userId/reset-mfa": { readonly answer: CancelResetAnswer };
  /** Agrees to a reset that another admin has asked for. */
  readonly "POST /security/users/:userId/reset-mfa/approve": { readonly body: Nothing; readonly answer: ResetAnswer };
  /** Sends the link of a reset again; the one before is dead. */
  readonly "POST /security/users/:userId/enrollment-link": {
    readonly body: Nothing;
    readonly answer: SendEnrollmentLinkAnswer;
  };
  /** Lets a user guess again at once. */
  readonly "POST /security/users/:userId/unlock": { readonly body: ResetMfaBody; readonly answer: UnlockUserAnswer };
  /** Gives a user more time to enroll. */
  readonly "POST /security/users/:userId/grace": { readonly body: ExtendGraceBody; readonly answer: ExtendGraceAnswer };
  /** Ends all sessions of a user. */
  readonly "POST /security/users/:userId/sessions/invalidate-all": {
    readonly body: Nothing;
    readonly answer: EndSessionsOfUserAnswer;
  };
  /** The trusted devices of a user, each with its score. */
  readonly "GET /security/devices/:userId": { readonly answer: ListDevicesOfUserAnswer };
  /** Ends the trust in a device. */
  readonly "POST /security/devices/:id/revoke": {
    readonly body: RevokeDeviceOfUserBody;
    readonly answer: RevokeDeviceOfUserAnswer;
  };
  /** Ends the trust in a device, and all sessions of its user. */
  readonly "POST /security/devices/:id/compromised": {
    readonly body: MarkDeviceCompromisedBody;
    readonly answer: MarkDeviceCompromisedAnswer;
  };
  /** Everything that is kept about a user, as one document. */
  readonly "GET /security/export/:userId": { readonly answer: PersonalData };
  /** Removes everything about a user; in the audit trail a pseudonym takes their place. */
  readonly "POST /security/erase/:userId": { readonly body: EraseUserBody; readonly answer: ErasureReport };
  /** What is measured, in the text format of Prometheus. */
  readonly "GET /security/metrics": { readonly answer: ReadMetricsAnswer };
  /** The rules that were set here, and (`effective`) the one that holds for whoever asks. */
  readonly "GET /security/policies": { readonly answer: ListPoliciesAnswer };
  /** What rules would do: who would have to enroll, by when; who would be locked out. */
  readonly "POST /security/policies/simulate": {
    readonly body: SimulatePoliciesBody;
    readonly answer: SimulatePoliciesAnswer;
  };
  /** Sets a rule, which holds from the next request on. */
  readonly "PUT /security/policies/:scope": { readonly body: SetPolicyBody; readonly answer: PolicyRule };
  /** Takes a rule back. */
  readonly "DELETE /security/policies/:scope": { readonly answer: RemovePolicyAnswer };
};
