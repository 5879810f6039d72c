import { expect } from "chai";
import { filesUnder, readText } from "../support/repository.ts";

const MAX_LINES = 250;
const CODE = /\.(?:ts|mjs|cjs|js)$/;

const everywhere = ["packages", "examples", "bench", "test"].flatMap((folder) => filesUnder(folder, CODE));

// `[d]` and the like: a pattern that doesn't find itself.
describe("The house", () => {
  it("keeps source files short enough to read in one go", () => {
    const long = everywhere.filter((file) => readText(file).split("\n").length > MAX_LINES + 1);

    expect(long).to.deep.equal([]);
  });

  it("has no file whose name says nothing", () => {
    const nameless = everywhere.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.)/.test(file));

    expect(nameless).to.deep.equal([]);
  });

  it("names files in kebab-case", () => {
    const odd = everywhere.filter((file) => !/^[a-z0-9-]+(?:\.[a-z]+)*$/.test(file.split("/").at(-1) ?? ""));

    expect(odd).to.deep.equal([]);
  });

  it("leaves no test alone with itself", () => {
    expect(linesWith(everywhere, /\b(?:describe|context|it|specify)\.only\(/)).to.deep.equal([]);
  });

  it("leaves nothing for later", () => {
    expect(linesWith(everywhere, /\b(?:TO[D]O|FIX[M]E)\b/)).to.deep.equal([]);
  });

  it("silences neither the compiler nor the linter without a reason", () => {
    const silenced = [/@ts-(?:[i]gnore|[n]ocheck)/, /eslint-[d]isable(?!.* -- \S)/];

    expect(silenced.flatMap((pattern) => linesWith(everywhere, pattern))).to.deep.equal([]);
  });
});

function linesWith(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readText(file)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
}
