import type { PersonalPage } from "../stores/privacy-store.ts";

/** Rows that are in the memory at once. */
const LOT = 500;

/** All rows of a history, by id. */
export async function* rowsOf<Row extends { readonly id: string }>(
  read: (page: PersonalPage) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let after: string | undefined;
  for (;;) {
    const rows = await read({ limit: LOT, after });
    yield* rows;
    after = rows.at(-1)?.id;
    if (rows.length < LOT) return;
  }
}
