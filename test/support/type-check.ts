import { join } from "node:path";
import ts from "typescript";
import { packageFolders, root } from "./repository.ts";

/** What a strict user of ours would have, with the packages' sources in place of what is built from them. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  // A file without an import is a module all the same.
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ["sallyport-source"],
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"],
};

/** One program over all the packages, and over files that exist in memory only (absolute path → text). */
export function createProgram(virtual: ReadonlyMap<string, string> = new Map()): ts.Program {
  const host = ts.createCompilerHost(OPTIONS, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.getCurrentDirectory = () => root;
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.getSourceFile = (path, options, ...rest) => {
    const text = virtual.get(path);
    return text === undefined ? getSourceFile(path, options, ...rest) : ts.createSourceFile(path, text, options, true);
  };
  return ts.createProgram({ rootNames: [...packageFolders.map(indexOf), ...virtual.keys()], options: OPTIONS, host });
}

export function indexOf(folder: string): string {
  return join(root, folder, "src/index.ts");
}
