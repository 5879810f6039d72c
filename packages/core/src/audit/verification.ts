/**
 * Why a row, or its place, is bad.
 *
 * - `edited`: the row does not fit its link, or a personal part does not fit its digest.
 * - `missing`: a number is left out: a row was deleted.
 * - `moved`: the row fits its link at another place of its strand.
 * - `cut`: the strand says that it has more rows than there are.
 * - `end_changed`: the end of the strand is not that of its last row.
 * - `floor_changed`: the strand begins where retention has not left it.
 * - `erasure_unproved`: a personal part is blank, and no proof shows that Sallyport has erased it.
 * - `behind_checkpoint`: the strand is shorter than it was at the checkpoint, or differs from it.
 * - `checkpoint_forged`: the checkpoint was not made with these keys, or was changed.
 * - `key_unknown`: made with a key that is not on the ring. No proof of tampering: give the old key as well, and ask again.
 */
export type BadReason =
  | "edited"
  | "missing"
  | "moved"
  | "cut"
  | "end_changed"
  | "floor_changed"
  | "erasure_unproved"
  | "behind_checkpoint"
  | "checkpoint_forged"
  | "key_unknown";

/** A place of the trail, and the row there, if one is. */
export interface BadRow {
  readonly chain: string;
  readonly strand: number;
  readonly seq: number;
  readonly id?: string;
  readonly at?: Date;
}

/** What came of verifying a trail. `rows` were checked in depth. */
export type Verification =
  | { readonly ok: true; readonly rows: number; readonly strands: number }
  | {
      readonly ok: false;
      readonly reason: BadReason;
      /** The earliest of all that is bad; undefined where it is the checkpoint itself. */
      readonly firstBad: BadRow | undefined;
      /** Of `key_unknown`: which key. */
      readonly keyId?: string;
      readonly rows: number;
      readonly strands: number;
    };

/** What is wrong at one place. */
export interface Finding {
  readonly reason: BadReason;
  readonly row: BadRow;
  /** The time of the row, or of the one before where it is gone; undefined where neither is known. */
  readonly since: Date | undefined;
  readonly keyId?: string | undefined;
}
