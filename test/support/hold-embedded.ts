import { openEmbedded } from "sallyport";

/** Opens the embedded database of a folder and keeps it open, for tests about a second process. */
const database = await openEmbedded({ dataDir: process.argv[2] ?? "" });
await database.sequelize.query("CREATE TABLE IF NOT EXISTS kept (value int)");
await database.sequelize.query("INSERT INTO kept VALUES (1)");
process.stdout.write("holding it\n");
process.once("SIGTERM", () => void database.close().then(() => process.exit(0)));
setInterval(() => undefined, 1000);
