import type { Subject } from "../subject.ts";
import type { RequestContext } from "../users.ts";

/** Who acts: an admin's request, or (a name, for the record) an operator in a script, whom nobody but the machine has asked who they are. */
export type Actor = Subject | string;

/** What they are called in the record. */
export function nameOf(by: Actor): string {
  return typeof by === "string" ? by : by.user.id;
}

/** Who, and from where if it was a request: for the record. */
export function actorOf(by: Actor): { readonly actorId: string; readonly context?: RequestContext } {
  return typeof by === "string" ? { actorId: by } : { actorId: by.user.id, context: by.context };
}

/** Who has called a verb that takes no name: somebody with a script. */
export const OPERATOR = "operator";
