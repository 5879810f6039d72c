import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url);
const CLI = new URL("packages/sallyport/src/cli/main.ts", ROOT).pathname;
const TSX = new URL("node_modules/tsx/dist/esm/index.mjs", ROOT).href;

const OPEN = 'app.get("/forgotten", (req, res) => res.end());';
const GUARDED = 'app.get("/account", requireMfa(), (req, res) => res.end());';
const PLAIN = `import express from "express"; const app = express(); ${OPEN}`;
const COMMON = `const app = require("express")(); ${OPEN}`;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A module with an app of these lines. */
function appOf(lines: string): string {
  return `import express from "express";
    import { requireMfa } from "@sallyport/express";
    const app = express();
    ${lines}
    export default app;`;
}

describe("npx sallyport audit-routes", function () {
  this.timeout(60_000);

  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-audit-"));
    symlinkSync(new URL("node_modules", ROOT).pathname, join(folder, "node_modules"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function audit(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return sallyport("audit-routes", ...Object.keys(files), ...args);
  }

  function sallyport(...args: readonly string[]): Promise<Outcome> {
    const command = ["--conditions=sallyport-source", "--import", TSX, CLI, ...args];
    const env = { ...process.env, NODE_V8_COVERAGE: undefined };
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        command,
        { cwd: folder, env, timeout: 50_000 },
        (_error, stdout, stderr) => {
          resolve({ status: child.exitCode, stdout, stderr });
        },
      );
    });
  }

  it("prints a table, and fails where a route has no guard", async () => {
    const { status, stdout, stderr } = await audit({ "open.mjs": appOf(`${GUARDED} ${OPEN}`) });

    expect(stdout.split("\n")).to.deep.equal([
      "METHOD  PATH        GUARDED BY",
      "GET     /account    requireMfa at /account",
      "GET     /forgotten  nobody",
      "",
      "2 routes, 1 without a guard",
      "",
    ]);
    expect(status).to.equal(1);
    expect(stderr).to.include("Mount requireMfa()").and.to.include("--allow");
  });

  it("passes where every route has one, or is meant to be open", async () => {
    const { status, stdout } = await audit(
      { "allowed.mjs": appOf(`${GUARDED} ${OPEN}`) },
      "--allow",
      "/x",
      "--allow",
      "/forg*",
    );

    expect(stdout)
      .to.include("nobody, which is allowed")
      .and.to.match(/\n2 routes, 0 without a guard\n$/);
    expect(status).to.equal(0);
  });

  it("prints nothing but JSON where it is asked to, whatever the app prints", async () => {
    const { status, stdout, stderr } = await audit({ "json.mjs": appOf(`console.log("hello"); ${OPEN}`) }, "--json");

    expect(JSON.parse(stdout)).to.deep.include({
      unguarded: [{ method: "GET", path: "/forgotten", guarded: false, guardedBy: [] }],
    });
    expect([status, stderr.includes("hello")]).to.deep.equal([1, true]);
  });

  it("ends although the app listens, and although that fails", async () => {
    const lines = `${GUARDED} const server = app.listen(0, () => app.listen(server.address().port));
      setTimeout(() => Promise.reject(new Error("no database")));
      await new Promise((resolve) => setTimeout(resolve, 500));`;

    const { status, stdout, stderr } = await audit({ "server.mjs": appOf(lines) });

    expect([status, stdout.split("\n").at(-2)]).to.deep.equal([0, "1 route, 0 without a guard"]);
    expect(stderr).to.include("EADDRINUSE").and.to.include("no database");
  });

  it("finds the app, however it is exported", async () => {
    const ways = [
      ["default.mjs", `${PLAIN} export default app;`],
      ["named.mjs", `${PLAIN} export { app };`],
      ["other.mjs", `${PLAIN} export { app as web }; export default 1;`, "--export", "web"],
      ["promise.mjs", `${PLAIN} export default Promise.resolve(app);`],
      ["factory.mjs", `${PLAIN} export default async () => app;`],
      ["common.cjs", `${COMMON} module.exports = app;`],
      ["common-app.cjs", `${COMMON} Object.assign(module.exports, { app });`],
      ["common-web.cjs", `${COMMON} Object.assign(module.exports, { web: app });`, "--export", "web"],
      // What a compiler has made CommonJS, as Node.js shows it to an import.
      ["compiled.mjs", `${PLAIN} export default { __esModule: true, default: app };`],
    ] as const;

    const outcomes = await Promise.all(ways.map(([file, text, ...args]) => audit({ [file]: text }, ...args)));

    for (const [index, { stdout, stderr }] of outcomes.entries())
      expect(stdout, `${String(ways[index])} ${stderr}`).to.match(/\n1 route, 1 without a guard\n$/);
  });

  it("says what to do where it was called wrongly, and where there is no app", async () => {
    const ways = [
      ["Name the file that exports the app", {}],
      ["There is no file", {}, "./nowhere.js"],
      ["Name one file", {}, "a.js", "b.js"],
      ["Unknown option '--alow'", {}, "a.js", "--alow", "/x"],
      ['paths that start with "/"', { "plain.mjs": `${PLAIN} export default app;` }, "--allow", "login"],
      ["no Express app as web", { "plain.mjs": `${PLAIN} export default app;` }, "--export", "web"],
      ["Say with --export where it is", { "none.mjs": "export const x = 1;" }],
      ["Say with --export where it is", { "made.mjs": "export default () => ({});" }],
      ["takes arguments", { "arguments.mjs": "export default (mfa) => mfa;" }],
      ["could not be loaded. Error: no database", { "bad.mjs": 'throw new Error("no database");' }],
      ['NODE_OPTIONS="--import tsx"', { "app.vue": "" }],
    ] as const;

    const outcomes = await Promise.all(ways.map(([, files, ...args]) => audit(files, ...args)));

    for (const [index, { status, stdout, stderr }] of outcomes.entries()) {
      expect(stderr).to.include(ways[index]?.[0]);
      expect([status, stdout], stderr).to.deep.equal([2, ""]);
    }
  });

  it("explains itself", async () => {
    const { status, stdout } = await sallyport("audit-routes", "--help");

    expect([status, stdout.split("\n")[0]]).to.deep.equal([
      0,
      "Usage: sallyport audit-routes <module> [--export name] [--allow path]... [--json]",
    ]);
    expect((await sallyport("--help")).stdout).to.include("audit-routes");
  });
});
