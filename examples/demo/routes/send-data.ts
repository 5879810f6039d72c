import type { Response } from "express";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { User } from "sallyport";
import type { Notes } from "../people/notes.ts";

/** What the app keeps of somebody itself, and the text of `mfa.privacy.exportText`. */
export interface Data {
  readonly user: User;
  readonly notes: Notes;
  readonly text: AsyncIterable<string>;
}

/** Everything about one person as a file, sent while it is made: half of it is never taken for the whole, as it can't be parsed. */
export async function sendData(res: Response, fileName: string, data: Data): Promise<void> {
  res.setHeader("Cache-Control", "no-store");
  res.attachment(fileName);
  await pipeline(Readable.from(documentOf(data)), res);
}

async function* documentOf({ user: { id, email }, notes, text }: Data): AsyncIterable<string> {
  yield `{"account":${JSON.stringify({ id, email })},"notes":${JSON.stringify(notes.of(id))},"security":`;
  yield* text;
  yield "}\n";
}
