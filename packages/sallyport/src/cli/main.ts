#!/usr/bin/env node
import { SallyportConfigError } from "@sallyport/core";

interface Command {
  /** Takes what follows the name of the command; returns the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
  readonly help: string;
}

/** Each is loaded when it is asked for: who audits routes needs no database driver. */
const COMMANDS: Readonly<Record<string, Command>> = {
  audit: {
    run: async (args) => (await import("./audit.ts")).runAudit(args),
    help: "verify, sign, export and clean up the audit trail",
  },
  "audit-routes": {
    run: async (args) => (await import("./audit-routes.ts")).runAuditRoutes(args),
    help: "list the routes of an Express app, and those without a guard",
  },
  migrate: {
    run: async () => {
      await (await import("./migrate.ts")).runMigrate();
      return 0;
    },
    help: "bring the tables in DATABASE_URL up to date",
  },
};

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { help }]) => `  ${name.padEnd(14)} ${help}`);
  return ["Usage: sallyport <command>", "", ...lines, ""].join("\n");
}

async function main(name: string | undefined, args: readonly string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    const asked = name === undefined || name === "help" || name === "--help";
    (asked ? process.stdout : process.stderr).write(
      asked ? usage() : `sallyport: there is no command "${name}"\n\n${usage()}`,
    );
    return asked ? 0 : 2;
  }
  return command.run(args);
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof SallyportConfigError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
