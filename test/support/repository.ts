import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the repository. Every other path here is relative to it, with `/` between. */
export const root: string = join(import.meta.dirname, "../..");

/** The folders under packages/. */
export const packageFolders: readonly string[] = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `packages/${entry.name}`);

export interface Manifest {
  readonly name: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readText(`${folder}/package.json`)) as Manifest;
}

const NOT_OURS = new Set(["node_modules", "dist", "coverage", "artifacts", ".git", ".nx", ".sallyport"]);

/** Every file under a folder (`""` is the repository) whose name matches, without what is installed, built or ignored. */
export function filesUnder(folder: string, name: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesUnder(path, name);
    return name.test(entry.name) ? [path] : [];
  });
}
