import { posix } from "node:path";
import ts from "typescript";
import { readText } from "./repository.ts";

/** One import, export from, `import()` or `import("…")` type in a source file. */
export interface Import {
  /** The file it stands in. */
  readonly file: string;
  /** As written: `./clock.ts`, `zod`, `node:crypto`. */
  readonly specifier: string;
  /** The file it means, where the specifier is relative. */
  readonly target: string | undefined;
  /** The package it means, where the specifier is not: `zod`, `@sallyport/core`, `node:crypto`. */
  readonly from: string | undefined;
  /** Gone when the file runs: `import type`. An `import { type X }` still loads the file. */
  readonly typeOnly: boolean;
}

export function importsOf(file: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push(describe(file, specifier.text, typeOnly));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest));
  return found;
}

function isLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function describe(file: string, specifier: string, typeOnly: boolean): Import {
  const target = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
  const from = target === undefined ? packageOf(specifier) : undefined;
  return { file, specifier, target, from, typeOnly };
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
