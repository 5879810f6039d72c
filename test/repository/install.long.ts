import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageFolders, root } from "../support/repository.ts";

const run = promisify(execFile);
const NAMES = ["createSallyport", "requireMfa", "mfaRouter"];

// What a user gets: tarballs, installed elsewhere, with nothing of this repository around them.
describe("The packages, packed and installed", function () {
  this.timeout(300_000);

  let folder: string;
  let tarballs: readonly string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sallyport-install-"));
    await inRepository("npx", ["tsc", "-b"]);
    await inRepository("npm", ["pack", "--silent", "--pack-destination", folder, ...workspaces()]);
    tarballs = (await readdir(folder)).filter((name) => name.endsWith(".tgz")).map((name) => join(folder, name));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("hold what was built and the sources that it maps to, and nothing else", async () => {
    const listings = await Promise.all(tarballs.map(async (file) => (await run("tar", ["-tzf", file])).stdout));

    const files = listings.flatMap((listing) => listing.trim().split("\n"));

    expect(tarballs).to.have.lengthOf(packageFolders.length);
    expect(files.filter((file) => /^package\/(?:dist|src)\/index\./.test(file))).to.have.lengthOf(5 * tarballs.length);
    expect(files.filter((file) => !/^package\/(?:dist\/|src\/|package\.json$|README\.md$|LICENSE$)/.test(file))).to.be
      .empty;
  });

  it("can be required by a CommonJS app, without a flag and without a warning", async () => {
    const app = await install("commonjs", { type: "commonjs" });
    await writeFile(join(app, "app.js"), `const sallyport = require("sallyport");\n${PRINT_TYPES}`);

    const { stdout, stderr } = await run(process.execPath, ["app.js"], { cwd: app, env: plainEnvironment() });

    expect({ stdout, stderr }).to.deep.equal({ stdout: "function function function\n", stderr: "" });
  });

  it("can be imported by a TypeScript app, whose types come from what was built", async () => {
    const app = await install("typescript", { type: "module" });
    await writeFile(join(app, "tsconfig.json"), JSON.stringify(TSCONFIG));
    await writeFile(join(app, "app.ts"), `import * as sallyport from "sallyport";\n${USE_TYPES}${PRINT_TYPES}`);

    const { stdout: files } = await run(process.execPath, [tsc, "--listFiles"], { cwd: app });
    const { stdout, stderr } = await run(process.execPath, ["app.js"], { cwd: app, env: plainEnvironment() });

    expect(files)
      .to.include("/node_modules/sallyport/dist/index.d.ts")
      .and.not.to.match(/sallyport\/[\w-]*\/?src\//);
    expect({ stdout, stderr }).to.deep.equal({ stdout: "function function function\n", stderr: "" });
  });

  /** A new app with everything installed; npm takes what it can from its cache. */
  async function install(name: string, manifest: Readonly<Record<string, string>>): Promise<string> {
    const app = join(folder, name);
    await mkdir(app);
    await writeFile(join(app, "package.json"), JSON.stringify({ name, version: "1.0.0", private: true, ...manifest }));
    const others = await Promise.all(["express", "@types/express", "@types/node"].map(asInstalledHere));
    const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
    await run("npm", ["install", ...flags, ...tarballs, ...others], { cwd: app, env: plainEnvironment() });
    return app;
  }
});

const tsc = join(root, "node_modules/typescript/bin/tsc");

const TSCONFIG = {
  compilerOptions: { module: "NodeNext", target: "ES2023", strict: true, skipLibCheck: true, types: ["node"] },
  files: ["app.ts"],
};

const PRINT_TYPES = `console.log(${NAMES.map((name) => `typeof sallyport.${name}`).join(", ")});\n`;

const USE_TYPES = `
const options: sallyport.SallyportOptions = { origin: "https://bank.example", users: { findById: async () => null } };
// @ts-expect-error: the types are there, and they mind.
const wrong: sallyport.SallyportOptions = { origin: 1 };
void [options, wrong];
`;

function workspaces(): readonly string[] {
  return packageFolders.flatMap((folder) => ["--workspace", folder]);
}

async function inRepository(command: string, args: readonly string[]): Promise<void> {
  await run(command, args, { cwd: root, env: plainEnvironment() });
}

/** Without what npm tells the scripts it runs about itself: it would send the inner npm to this repository. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_(?:package|lifecycle|config_(?:local_prefix|workspace))|NODE_OPTIONS$|INIT_CWD$)/i.test(name),
  );
  return Object.fromEntries(entries);
}

async function asInstalledHere(name: string): Promise<string> {
  const manifest = await readFile(join(root, "node_modules", name, "package.json"), "utf8");
  return `${name}@${(JSON.parse(manifest) as { version: string }).version}`;
}
