import { readEnvironment, SallyportConfigError } from "@sallyport/core";
import { migrateServer } from "@sallyport/sequelize";

/** `sallyport migrate`: for deployments that bring the tables up to date before the new release starts. */
export async function runMigrate(): Promise<void> {
  const { options, problems } = readEnvironment(process.env);
  const problem = problems.find(({ option }) => option === "DATABASE_URL");
  const url = options["databaseUrl"];
  if (problem || typeof url !== "string")
    throw new SallyportConfigError([
      problem ?? {
        code: "CONFIG-ENVIRONMENT-MISSING",
        option: "DATABASE_URL",
        reason: "it is not set",
        remedy: 'Write "postgres://user:password@host:5432/database"',
      },
    ]);

  const done = await migrateServer({ url });
  process.stdout.write(done.length === 0 ? "The tables are up to date.\n" : `Done: ${done.join(", ")}\n`);
}
