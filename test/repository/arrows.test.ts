import { expect } from "chai";
import { entriesOf } from "../support/entries.ts";
import { importsOf, type Import } from "../support/imports.ts";
import { filesUnder, manifestOf, packageFolders } from "../support/repository.ts";

/** Who may import whom. An arrow that is not here does not exist: not sideways, not upwards. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "packages/core": [],
  "packages/delivery": ["@sallyport/core"],
  "packages/express": ["@sallyport/core"],
  "packages/redis": ["@sallyport/core"],
  "packages/sequelize": ["@sallyport/core"],
  "packages/sallyport": [
    ...["@sallyport/core", "@sallyport/delivery", "@sallyport/express", "@sallyport/redis", "@sallyport/sequelize"],
  ],
};

/** What the domain must never know, not even as a type. */
const FOREIGN_TO_CORE = [
  ...["express", "express-session", "router", "redis", "connect-redis", "sequelize", "pg", "umzug"],
  ...["twilio", "nodemailer", "@aws-sdk/client-sns", "@aws-sdk/client-sesv2"],
];

/**
 * Inside core, from the ground up: a file or folder may import from its own line and the lines above it in this list,
 * never from a line below. `policy/policy` is what a policy is; the rest of `policy` is how it is enforced.
 */
const CORE_LAYERS: readonly (readonly string[])[] = [
  [
    "protocol",
    "errors",
    "clock",
    "channel",
    "logger",
    "users",
    "subject",
    "proofs",
    "events",
    "secrets",
    "messages",
    "options",
    "policy/policy",
    "redact",
    ...["methods/email/address", "methods/sms/number", "sessions/masked-address"],
  ],
  ["stores"],
  [
    "parts",
    "find-user",
    "methods",
    "delivery",
    "sessions",
    "devices",
    "limits",
    "policy",
    "audit",
    "risk",
    "admin",
    "privacy",
  ],
  ["challenges", "metrics"],
  ["assemble"],
  ["mfa"],
  ["index"],
];

/** A middleware knows the proofs in the session, never another middleware. */
const MIDDLEWARES = [
  ...["mfa-session", "require-mfa", "mfa-router", "mfa-errors"],
  ...["rate-limit-mfa", "trusted-device", "session-cap", "audit-log", "delivery-webhooks", "bearer", "related-origins"],
].map((name) => `packages/express/src/${name}.ts`);

const sources = new Map(packageFolders.map((folder) => [folder, filesUnder(`${folder}/src`, /\.ts$/)]));
const imports: readonly Import[] = [...sources.values()].flat().flatMap(importsOf);
const ours = new Set(packageFolders.map((folder) => manifestOf(folder).name));

describe("The arrows", () => {
  it("know every package", () => {
    expect(Object.keys(PACKAGES)).to.have.members(packageFolders);
  });

  it("lead from one package to another by name, and only where they are drawn", () => {
    const wrong = imports.filter(({ file, from, target }) =>
      target === undefined
        ? ours.has(from ?? "") && !PACKAGES[folderOf(file)]?.includes(from ?? "")
        : !target.startsWith(`${folderOf(file)}/src/`),
    );

    expect(wrong.map(show)).to.deep.equal([]);
  });

  it("never lead from core to Express, Redis or SQL", () => {
    const wrong = imports.filter(
      ({ file, from }) => file.startsWith("packages/core/") && FOREIGN_TO_CORE.includes(from ?? ""),
    );

    expect(wrong.map(show)).to.deep.equal([]);
  });

  it("lead downwards inside core", () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith("packages/core/") && target !== undefined && layerOf(target) > layerOf(file),
    );

    expect(wrong.map(show)).to.deep.equal([]);
  });

  it("know the layer of every file in core", () => {
    const unknown = (sources.get("packages/core") ?? []).filter((file) => Number.isNaN(layerOf(file)));

    expect(unknown).to.deep.equal([]);
  });

  it("never lead to the index of one's own package", () => {
    const wrong = imports.filter(({ target }) => target?.endsWith("/src/index.ts"));

    expect(wrong.map(show)).to.deep.equal([]);
  });

  it("never lead from one middleware to another", () => {
    const wrong = imports.filter(
      ({ file, target }) => MIDDLEWARES.includes(file) && MIDDLEWARES.includes(target ?? ""),
    );

    expect(wrong.map(show)).to.deep.equal([]);
  });

  it("never lead in a circle", () => {
    const cycles = [...sources.values()].flat().flatMap((file) => cycleThrough(file) ?? []);

    expect(cycles).to.deep.equal([]);
  });

  it("reach every source file from an entry of its package", () => {
    const entries = packageFolders.flatMap((folder) => [
      ...entriesOf(folder).map(({ file }) => file),
      ...commandsOf(folder),
    ]);

    const unreached = [...sources.values()].flat().filter((file) => !reachableFrom(entries).has(file));

    expect(unreached).to.deep.equal([]);
  });
});

describe("Dependencies", () => {
  for (const folder of packageFolders) {
    const { dependencies = {}, peerDependencies = {} } = manifestOf(folder);
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const own = imports.filter(({ file, from }) => folderOf(file) === folder && from !== undefined);

    it(`of ${folder} are declared where they are imported, types as well`, () => {
      const undeclared = own.filter(({ from = "" }) => !from.startsWith("node:") && !declared.includes(from));

      expect(undeclared.map(show)).to.deep.equal([]);
    });

    it(`of ${folder} are imported where they are declared`, () => {
      const unused = Object.keys(dependencies).filter(
        (name) => !own.some(({ from }) => from === name.replace("@types/", "")),
      );

      expect(unused).to.deep.equal([]);
    });
  }
});

function folderOf(file: string): string {
  return file.split("/", 2).join("/");
}

function show({ file, specifier }: Import): string {
  return `${file} → ${specifier}`;
}

/** The longest entry of the table that names the file or a folder around it. NaN where none does. */
function layerOf(file: string): number {
  const path = file.replace("packages/core/src/", "").replace(/\.ts$/, "");
  const matches = CORE_LAYERS.flatMap((names, layer) => names.map((name) => ({ name, layer })))
    .filter(({ name }) => path === name || path.startsWith(`${name}/`))
    .sort((a, b) => b.name.length - a.name.length);
  return matches[0]?.layer ?? NaN;
}

function commandsOf(folder: string): readonly string[] {
  const { bin = {} } = manifestOf(folder);
  return Object.values(bin).map((file) => file.replace("./dist", `${folder}/src`).replace(/\.js$/, ".ts"));
}

function reachableFrom(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set(entries);
  for (const file of reached)
    for (const { file: importer, target } of imports) if (importer === file && target) reached.add(target);
  return reached;
}

/** The way from a file back to itself. Types are gone when the program runs, so they close no circle. */
function cycleThrough(start: string): string | undefined {
  const ways = new Map([[start, start]]);
  for (const [at, way] of ways)
    for (const { file, target, typeOnly } of imports) {
      if (file !== at || typeOnly || target === undefined) continue;
      if (target === start) return `${way} → ${start}`;
      if (!ways.has(target)) ways.set(target, `${way} → ${target}`);
    }
  return undefined;
}
