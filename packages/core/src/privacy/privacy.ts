import type { Actor } from "../admin/actor.ts";
import type { Parts } from "../parts.ts";
import { erasePerson, type ErasureReport } from "./erase.ts";
import { openExport, type ExportRequest } from "./export.ts";
import { textOf, valueOf } from "./json-text.ts";
import type { PersonalData } from "./personal-data.ts";

/** What people may ask about their data (GDPR Art. 15, 17 and 20; KVKK m. 7 and 11). */
export interface Privacy {
  /**
   * Everything that is kept about this person, as one document: nothing secret, and nothing of others. `by` is who asks: the
   * person's own request or that of an admin of a higher rank, each with a fresh factor (`ERR-MFA-STEP-UP-REQUIRED`,
   * `ERR-FORBIDDEN`), or a name for the record; left out, nobody is checked. Recorded as `user_data_exported`. All of it is in
   * the memory at once: some 100 MB for 100,000 events. `exportText` hands on the same in pieces.
   *
   * @example
   * ```ts
   * import type { Sallyport } from "sallyport";
   *
   * export async function answerLetter(mfa: Sallyport, userId: string): Promise<string> {
   *   return JSON.stringify(await mfa.privacy.export(userId, { by: "legal@acme", language: "tr" }));
   * }
   * ```
   */
  export(userId: string, request?: ExportRequest): Promise<PersonalData>;
  /** The same as JSON text, in pieces: never more than a page of a history is in the memory. What throws on the way leaves the text cut off. */
  exportText(userId: string, request?: ExportRequest): Promise<AsyncIterable<string>>;
  /**
   * Removes everything about this person, and puts a pseudonym in their place in the audit trail, whose links go on to hold.
   * Call it when your app deletes an account, after the account is gone: whoever can still sign in leaves new traces. Can be
   * repeated, and has to be where it throws (`ERR-UNAVAILABLE`) or answers `complete: false`. `reason` goes into the record:
   * write no names into it.
   *
   * @example
   * ```ts
   * import type { Sallyport } from "sallyport";
   *
   * export async function afterDeletion(mfa: Sallyport, userId: string): Promise<boolean> {
   *   const { complete } = await mfa.privacy.erase(userId, { by: userId, reason: "Account deleted by its owner" });
   *   return complete;
   * }
   * ```
   */
  erase(userId: string, request: { readonly by: Actor; readonly reason: string }): Promise<ErasureReport>;
}

export function createPrivacy(parts: Parts): Privacy {
  return {
    // The sections stand under the names of the type, and each is held against it where they are made.
    export: async (userId, request = {}) =>
      (await valueOf(await openExport(parts, userId, request))) as unknown as PersonalData,
    exportText: async (userId, request = {}) => textOf(await openExport(parts, userId, request)),
    erase: (userId, request) => erasePerson(parts, userId, request),
  };
}
