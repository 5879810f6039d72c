import type { ErrorCode } from "@sallyport/core";

/** What people read of an error, in one language. */
export type Texts = Readonly<Record<ErrorCode, { readonly title: string; readonly detail: string }>>;
