import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PATH = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Debian's Chromium; undefined where it is not installed. */
export async function startChromium(): Promise<Browser | undefined> {
  if (!existsSync(PATH)) return undefined;
  return chromium.launch({
    executablePath: PATH,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}
