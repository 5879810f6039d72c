import { posix } from "node:path";
import { manifestOf } from "./repository.ts";

/** One thing that users can import: a package, or a part of one. */
export interface Entry {
  /** As in an import: `sallyport`, `sallyport/testing`. */
  readonly name: string;
  /** The source behind it, relative to the repository. */
  readonly file: string;
}

/** The entries of a package, as its `exports` map has them. */
export function entriesOf(folder: string): readonly Entry[] {
  const { name, exports } = manifestOf(folder) as unknown as {
    readonly name: string;
    readonly exports: Readonly<Record<string, { readonly "sallyport-source": string }>>;
  };
  return Object.entries(exports).map(([path, { "sallyport-source": source }]) => ({
    name: posix.join(name, path),
    file: posix.join(folder, source),
  }));
}
