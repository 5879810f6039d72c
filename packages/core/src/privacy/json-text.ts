/** A document in parts: those that may be long come row by row, and are in no memory as a whole. */
export type Section = readonly [name: string, content: unknown];

/** Characters that are gathered before they are handed on. */
const PIECE = 65_536;

function isRows(content: unknown): content is AsyncIterable<unknown> {
  return typeof content === "object" && content !== null && Symbol.asyncIterator in content;
}

/** The JSON text of a document, in pieces. */
export async function* textOf(sections: readonly Section[]): AsyncGenerator<string> {
  let open = "{";
  for (const [name, content] of sections) {
    yield `${open}${JSON.stringify(name)}:`;
    open = ",";
    if (isRows(content)) yield* listOf(content);
    else yield JSON.stringify(content);
  }
  yield "}";
}

async function* listOf(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let piece = "[";
  let isFirst = true;
  for await (const row of rows) {
    piece += `${isFirst ? "" : ","}${JSON.stringify(row)}`;
    isFirst = false;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}]`;
}

/** The same as a value. */
export async function valueOf(sections: readonly Section[]): Promise<Readonly<Record<string, unknown>>> {
  const value: Record<string, unknown> = {};
  for (const [name, content] of sections) value[name] = isRows(content) ? await gathered(content) : content;
  return value;
}

async function gathered(rows: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
