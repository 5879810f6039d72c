import { readFileSync } from "node:fs";

/** As other programs know us. */
export const PRODUCT = "Sallyport";

/** The version of this package. */
export function productVersion(): string {
  const manifest = new URL("../../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
