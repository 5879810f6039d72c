import { createApp } from "./app.ts";

const port = Number(process.env["PORT"] ?? 3003);
const { app } = await createApp(`http://localhost:${port}`);
app.listen(port, "localhost", () => {
  console.log(`http://localhost:${port}`);
});
