import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { entriesOf } from "../support/entries.ts";
import { packageFolders, readText, root } from "../support/repository.ts";
import { createProgram } from "../support/type-check.ts";

// What users can import is a promise: surface.json holds it, so that no name comes or goes unseen in a review. Update:
//   UPDATE_SURFACE=1 npm test -- test/repository/surface.test.ts
const SNAPSHOT = "test/repository/surface.json";

describe("The public surface", function () {
  this.timeout(60_000);

  const exported = new Map<string, readonly Exported[]>();
  let checker: ts.TypeChecker;

  before(() => {
    const entries = packageFolders.flatMap(entriesOf);
    const imports = entries.map(({ name }) => `import "${name}";\n`).join("");
    const program = createProgram(new Map([[join(root, "entries.ts"), imports]]));
    checker = program.getTypeChecker();
    for (const { name, file } of entries) exported.set(name, exportsOf(program, join(root, file)));
  });

  it("is what surface.json says", () => {
    const surface = Object.fromEntries([...exported].map(([name, symbols]) => [name, symbols.map(nameOf)]));

    if (process.env["UPDATE_SURFACE"] === "1")
      writeFileSync(join(root, SNAPSHOT), `${JSON.stringify(surface, undefined, 2)}\n`);

    expect(surface, "update surface.json if this is meant").to.deep.equal(JSON.parse(readText(SNAPSHOT)));
  });

  it("has a doc comment on every name", () => {
    const bare = [...exported].flatMap(([name, symbols]) =>
      symbols
        .filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0)
        .map((one) => `${name}: ${one.name} (${fileOf(one)})`),
    );

    expect(bare).to.deep.equal([]);
  });
});

interface Exported {
  readonly name: string;
  /** Where the name is declared, behind every `export … from`. */
  readonly symbol: ts.Symbol;
}

function exportsOf(program: ts.Program, file: string): readonly Exported[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({
      name: symbol.getName(),
      symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nameOf({ name, symbol }: Exported): string {
  return symbol.flags & ts.SymbolFlags.Value ? name : `type ${name}`;
}

function fileOf({ symbol }: Exported): string {
  return symbol.declarations?.[0]?.getSourceFile().fileName.replace(`${root}/`, "") ?? "nowhere";
}
