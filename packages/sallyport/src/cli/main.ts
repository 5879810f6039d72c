#!/usr/bin/env node
import { SallyportConfigError } from "@sallyport/core";
import { runMigrate } from "./migrate.ts";

const COMMANDS: Readonly<Record<string, { readonly run: () => Promise<void>; readonly help: string }>> = {
  migrate: { run: runMigrate, help: "bring the tables in DATABASE_URL up to date" },
};

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { help }]) => `  ${name.padEnd(10)} ${help}`);
  return ["Usage: sallyport <command>", "", ...lines, ""].join("\n");
}

async function main(name: string | undefined): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    const asked = name === undefined || name === "help" || name === "--help";
    (asked ? process.stdout : process.stderr).write(
      asked ? usage() : `sallyport: there is no command "${name}"\n\n${usage()}`,
    );
    return asked ? 0 : 2;
  }
  await command.run();
  return 0;
}

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof SallyportConfigError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
