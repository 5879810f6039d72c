import { environmentNames, errorStatus } from "@sallyport/core";
import { expect } from "chai";
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import { codeIn, linksOf, parseMarkdown } from "../support/markdown.ts";
import { filesUnder, packageFolders, readText, root } from "../support/repository.ts";
import { createProgram, indexOf } from "../support/type-check.ts";

const ERRORS = "docs/errors.md";
const CONFIGURATION = "docs/configuration.md";

/** `./my-app.js` of the examples: what every reader has already. */
const READERS_APP = `
export interface Person { readonly id: string; readonly email: string }
export declare const users: {
  findById(id: string): Promise<Person | null>;
  checkPassword(email: string, password: string): Promise<Person | null>;
};
`;

describe("docs/errors.md", () => {
  const inSources = packageFolders
    .flatMap((folder) => filesUnder(`${folder}/src`, /\.ts$/))
    .flatMap((file) => readText(file).match(/(?<=["'`])CONFIG-[A-Z-]+(?=["'`])/g) ?? []);
  const codes = [...new Set([...Object.keys(errorStatus), ...inSources])];

  it("has a heading for every error code", () => {
    const missing = codes.filter((code) => !codesInHeadings().includes(code));

    expect(missing).to.deep.equal([]);
  });

  it("has no heading for a code that no longer exists", () => {
    const stale = codesInHeadings().filter((code) => !codes.includes(code));

    expect(stale).to.deep.equal([]);
  });

  function codesInHeadings(): readonly string[] {
    return parseMarkdown(ERRORS).headings.flatMap((title) => title.match(/\b(?:ERR|CONFIG)-[A-Z-]+\b/g) ?? []);
  }
});

describe("docs/configuration.md", function () {
  this.timeout(60_000);

  it("names every option, those of a group as `group.option`", () => {
    const missing = optionNames().filter((name) => !codeIn(parseMarkdown(CONFIGURATION)).has(name));

    expect(missing).to.deep.equal([]);
  });

  it("names every variable of the environment", () => {
    const missing = environmentNames.filter((name) => !codeIn(parseMarkdown(CONFIGURATION)).has(name));

    expect(missing).to.deep.equal([]);
  });
});

describe("Markdown", () => {
  it("links to files and headings that are there", () => {
    const files = filesUnder("", /\.md$/);

    const dead = files.flatMap((file) =>
      linksOf(parseMarkdown(file))
        .filter((link) => !/^[a-z]+:/.test(link) && !resolves(file, link))
        .map((link) => `${file} → ${link}`),
    );

    expect(dead).to.deep.equal([]);
  });
});

describe("The examples in the docs and in doc comments", function () {
  this.timeout(60_000);

  it("compile as they stand, each `ts` fence a module of its own", () => {
    const documents = ["README.md", ...filesUnder("docs", /\.md$/), ...filesUnder("packages", /\.md$/)];
    const comments = packageFolders.flatMap((folder) => filesUnder(`${folder}/src`, /\.ts$/));
    const blocks = [...documents, ...comments].flatMap(examplesOf);
    const virtual = new Map(blocks.map(({ path, text }) => [path, text]));
    for (const folder of new Set(blocks.map(({ path }) => posix.dirname(path))))
      virtual.set(`${folder}/my-app.ts`, READERS_APP);

    const program = createProgram(virtual);
    const errors = blocks.flatMap(({ path, where, line }) =>
      diagnosticsOf(program, path).map((found) => {
        const at = found.file?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
        return `${where}:${line + at} ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
      }),
    );

    expect(blocks).not.to.be.empty;
    expect(errors.join("\n")).to.equal("");
  });

  function examplesOf(file: string): readonly { path: string; text: string; where: string; line: number }[] {
    const text = readText(file).replace(file.endsWith(".ts") ? /^ *\* ?/gm : "", "");
    return parseMarkdown(file, text)
      .fences.filter(({ language }) => language === "ts")
      .map(({ text, line }) => ({ path: join(root, `${file}.L${line}.ts`), text, where: file, line }));
  }
});

function diagnosticsOf(program: ts.Program, path: string): readonly ts.Diagnostic[] {
  const source = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
}

/** The properties of `SallyportOptions`; a property whose type is called `…Options` is a group. */
function optionNames(): readonly string[] {
  const program = createProgram();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(indexOf("packages/sallyport"));
  const index = source && checker.getSymbolAtLocation(source);
  const options = index && checker.getExportsOfModule(index).find((symbol) => symbol.name === "SallyportOptions");
  if (!options) throw new Error("sallyport exports no SallyportOptions");

  const namesOf = (type: ts.Type, group: string): readonly string[] =>
    checker.getPropertiesOfType(type).flatMap((property) => {
      const inner = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      const name = `${group}${property.name}`;
      return inner.getSymbol()?.name.endsWith("Options") ? [name, ...namesOf(inner, `${name}.`)] : [name];
    });
  return namesOf(checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(options)), "");
}

function resolves(file: string, link: string): boolean {
  const [path = "", anchor] = decodeURI(link).split("#");
  const target = path === "" ? file : posix.join(posix.dirname(file), path);
  if (!exists(target)) return false;
  return anchor === undefined || !target.endsWith(".md") || parseMarkdown(target).anchors.has(anchor);
}

function exists(path: string): boolean {
  return existsSync(join(root, path));
}
