import { expect } from "chai";
import { posix } from "node:path";
import ts from "typescript";
import { filesUnder, readText } from "../support/repository.ts";

const ENTRIES = ["index", "twilio/index", "smtp/index", "sns-ses/index", "console/index"].map(
  (name) => `packages/delivery/src/${name}.ts`,
);

describe("Whoever installs one channel", function () {
  this.slow(8000);

  it("compiles without the packages of the others", () => {
    const files = new Set(ENTRIES);
    const foreign: string[] = [];
    for (const file of files)
      for (const specifier of specifiersOf(file))
        if (specifier.startsWith(".")) files.add(posix.join(posix.dirname(file), specifier));
        else foreign.push(specifier);

    expect(files.size).to.be.greaterThan(ENTRIES.length);
    expect([...new Set(foreign)]).to.deep.equal(["@sallyport/core"]);
  });

  it("loads none of these packages before a channel is made", () => {
    const loaded = filesUnder("packages/delivery/src", /\.ts$/).flatMap((file) =>
      loadedAtOnce(file).map((specifier) => `${file} → ${specifier}`),
    );

    expect(loaded).to.not.be.empty;
    expect(loaded.filter((each) => /→ (?:twilio|nodemailer|@aws-sdk)/.test(each))).to.deep.equal([]);
  });
});

/** What the declarations of a file import, after everything unused is gone. */
function specifiersOf(file: string): readonly string[] {
  const { outputText } = ts.transpileDeclaration(readText(file), {
    fileName: file,
    compilerOptions: { isolatedDeclarations: true, declaration: true, allowImportingTsExtensions: true },
  });
  return ts.preProcessFile(outputText).importedFiles.map(({ fileName }) => fileName);
}

/** What a file imports as soon as it is loaded itself: neither types nor `import()`. */
function loadedAtOnce(file: string): readonly string[] {
  const { statements } = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isLoad =
      (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(statement) && !statement.isTypeOnly);
    const specifier = isLoad ? statement.moduleSpecifier : undefined;
    return specifier && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}
