import { join } from "node:path";

/** Where a picture of a page goes; git ignores the folder, and CI may keep it. */
export function screenshotPath(name: string): string {
  return join(process.env["SALLYPORT_ARTEFACTS"] ?? "artifacts", `${name}.png`);
}
