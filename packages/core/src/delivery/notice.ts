import type { NoticeContexts, NoticeKind } from "../messages/message.ts";
import type { MethodRecord } from "../stores/method-store.ts";
import type { RequestContext, User } from "../users.ts";

/** Something that a user is to be told, at all their validated addresses. */
export type Notice = {
  readonly [Kind in NoticeKind]: {
    readonly user: User;
    readonly kind: Kind;
    readonly data: NoticeContexts[Kind];
    readonly context: RequestContext;
    /** The methods whose addresses count; those that the user has now, where left out. */
    readonly methods?: readonly MethodRecord[];
    /** What it tells of, where the same thing must not be told twice. Left out: it happened once. */
    readonly event?: string;
    /** For a reminder. */
    readonly sendAt?: Date;
  };
}[NoticeKind];
