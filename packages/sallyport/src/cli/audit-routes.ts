import { SallyportConfigError } from "@sallyport/core";
import { auditRoutes, type AuditedRoute, type RouteAudit } from "@sallyport/express";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const USAGE = `Usage: sallyport audit-routes <module> [--export name] [--allow path]... [--json]

  <module>   the file that exports the app, or a function without arguments that returns it
  --export   the name of the export; otherwise the default one, or "app"
  --allow    a path that is meant to be open: "/login"; with a * at its end all that begin so: "/public/*"
  --json     the audit as JSON
`;

interface Order {
  readonly file: string;
  readonly name: string | undefined;
  readonly allow: readonly string[];
  readonly isJson: boolean;
}

type Named = Readonly<Record<string, unknown>>;

/** The command was called wrongly; the message says what to do instead. */
class Misuse extends Error {}

/**
 * `sallyport audit-routes`: are there routes that nobody has guarded? Ends the process, with 0 where all are guarded or
 * allowed, 1 where some are not, and 2 where that could not be found out. The app may have opened a port or a pool on
 * being loaded, and would keep the process for ever.
 */
export async function runAuditRoutes(args: readonly string[]): Promise<never> {
  // No database in the pipeline, a port that is taken: told, and no reason to stop. And 1 keeps its one meaning.
  process.on("uncaughtException", (error) =>
    process.stderr.write(`The app failed beside the audit: ${String(error)}\n`),
  );
  process.exit(await answer(args));
}

async function answer(args: readonly string[]): Promise<number> {
  try {
    const order = read(args);
    if (order === "help") {
      await print(process.stdout, USAGE);
      return 0;
    }
    const audit = await auditOf(order);
    await print(process.stdout, order.isJson ? `${JSON.stringify(audit, undefined, 2)}\n` : tableOf(audit));
    if (audit.unguarded.length === 0) return 0;
    await print(process.stderr, "Mount requireMfa() before them, or name with --allow what is meant to be open.\n");
    return 1;
  } catch (error) {
    await print(process.stderr, `sallyport audit-routes: ${messageOf(error)}\n`);
    return 2;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  if (error instanceof SallyportConfigError) return error.message;
  return `the app could not be loaded. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function read(args: readonly string[]): Order | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  const [file, ...more] = positionals;
  if (file === undefined) throw new Misuse("Name the file that exports the app, for example ./app.js.");
  if (more.length > 0)
    throw new Misuse(`Name one file, and --allow before each path; not "${more.join(" ")}" by itself.`);
  return { file, name: values.export, allow: values.allow ?? [], isJson: values.json ?? false };
}

function parse(args: readonly string[]): {
  readonly values: { export?: string; allow?: string[]; json?: boolean; help?: boolean };
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        export: { type: "string" },
        allow: { type: "string", multiple: true },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

async function auditOf({ file, name, allow }: Order): Promise<RouteAudit> {
  const exported = await quietly(async () => pick(await load(file), name));
  const audit = tryAudit(exported, allow);
  if (audit) return audit;
  if (typeof exported !== "function") throw noApp(file, name);
  if (exported.length > 0)
    throw new Misuse(
      `What ${file} exports takes arguments. Export the app, or a function without any that returns it.`,
    );
  const made = await quietly(async () => (exported as () => unknown)());
  return tryAudit(made, allow) ?? raise(noApp(file, name));
}

/** Undefined for what is no app. */
function tryAudit(app: unknown, allow: readonly string[]): RouteAudit | undefined {
  try {
    return auditRoutes(app as Parameters<typeof auditRoutes>[0], { allow });
  } catch (error) {
    if (error instanceof SallyportConfigError && error.code === "CONFIG-AUDIT-ROUTES") return undefined;
    throw error;
  }
}

async function load(file: string): Promise<Named> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Misuse(`There is no file ${path}. Name the one that exports the app.`);
  try {
    return (await import(pathToFileURL(path).href)) as Named;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_UNKNOWN_FILE_EXTENSION")) throw error;
    throw new Misuse(`Node.js can't load ${file}. Name the compiled file, or set NODE_OPTIONS="--import tsx".`);
  }
}

/** What a CommonJS module exports is the default export here, or the default in that where a compiler has written it. */
async function pick(module: Named, name: string | undefined): Promise<unknown> {
  const common = isNamed(module["default"]) ? module["default"] : {};
  const found =
    name === undefined
      ? [module["default"], common["default"], module["app"], common["app"]]
      : [module[name], common[name]];
  return found.find((one) => typeof one === "function" || one instanceof Promise);
}

function isNamed(value: unknown): value is Named {
  return typeof value === "object" && value !== null;
}

function noApp(file: string, name: string | undefined): Misuse {
  const what =
    name === undefined ? "no Express app, neither as its default export nor as app" : `no Express app as ${name}`;
  return new Misuse(`${file} exports ${what}. Say with --export where it is.`);
}

function raise(error: Error): never {
  throw error;
}

/** Whatever the app prints while it loads goes where messages go: what the command prints may be read by a program. */
async function quietly<Value>(work: () => Promise<Value>): Promise<Value> {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function tableOf({ routes, unguarded }: RouteAudit): string {
  const open = new Set(unguarded);
  const rows = [
    ["METHOD", "PATH", "GUARDED BY"] as const,
    ...routes.map((route) => [route.method, route.path, guardsOf(route, open.has(route))] as const),
  ];
  const widest = (cells: readonly string[]): number => Math.max(...cells.map(({ length }) => length)) + 2;
  const [methods, paths] = [widest(rows.map(([method]) => method)), widest(rows.map(([, path]) => path))];
  const lines = rows.map(([method, path, by]) => `${method.padEnd(methods)}${path.padEnd(paths)}${by}`);
  const count = `${routes.length} ${routes.length === 1 ? "route" : "routes"}, ${unguarded.length} without a guard`;
  return [...lines, "", count, ""].join("\n");
}

function guardsOf({ guarded, guardedBy }: AuditedRoute, isOpen: boolean): string {
  if (guarded) return guardedBy.join(", ");
  return isOpen ? "nobody" : "nobody, which is allowed";
}

/** Done when it is written: the process ends right after. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => {
      resolve();
    });
  });
}
