import type { Destination } from "../methods/destination.ts";
import type { RequestContext, User } from "../users.ts";

/** A code that is to be sent to somebody. */
export interface CodeSend {
  readonly user: User;
  readonly destination: Destination;
  /** Null while it is being set up. */
  readonly methodId: string | null;
  /** What the code will be for; one message in `resendAfterSeconds`. */
  readonly boundTo: string;
  readonly context: RequestContext;
}
