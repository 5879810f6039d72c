import type { DeviceHeaders, Product, Sighting } from "./sighting.ts";
import { majorOf, MAX_HEADER_LENGTH } from "./user-agent.ts";

/** Brands, and what their browsers are called in words. Brands made up to be ignored ("Not A;Brand") are not among them. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ["Google Chrome", "Chrome"],
  ["HeadlessChrome", "Chrome"],
  ["Android WebView", "Chrome"],
  ["Microsoft Edge", "Edge"],
  ["Microsoft Edge WebView2", "Edge"],
  ["Opera", "Opera"],
  ["Opera GX", "Opera"],
  ["OperaMobile", "Opera"],
  ["Samsung Internet", "Samsung Internet"],
  ["Brave", "Brave"],
  ["Vivaldi", "Vivaldi"],
  ["DuckDuckGo", "DuckDuckGo"],
  ["YaBrowser", "Yandex Browser"],
  ["Yandex", "Yandex Browser"],
  ["Whale", "Whale"],
  ["Chromium", "Chromium"],
]);

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ["Windows", "Windows"],
  ["macOS", "macOS"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
  ["Android", "Android"],
  ["iOS", "iOS"],
  ["Chrome OS", "Chrome OS"],
  ["Chromium OS", "Chrome OS"],
]);

/** One member of the list (RFC 8941, section 3.1). None of the brands above needs the escapes that a string may hold. */
const BRAND = /"([^"]*)"\s*;\s*v="([\d.]*)"/g;

/**
 * What the client hints say that browsers send unasked (User-Agent Client Hints, W3C CG, section 3): the brand that says
 * most, the system without a version, and whether it is a mobile. What is malformed or not known is left out.
 */
export function readClientHints(hints: NonNullable<DeviceHeaders["clientHints"]>): Sighting & {
  readonly mobile: boolean | undefined;
} {
  const { brands = "", platform = "", mobile = "" } = hints;
  const products = [...brands.slice(0, MAX_HEADER_LENGTH).matchAll(BRAND)].flatMap(([, brand, version]) => {
    const name = BRANDS.get(brand ?? "");
    return name === undefined ? [] : [{ name, version: majorOf(version) } satisfies Product];
  });
  const os = PLATFORMS.get(/^"([^"]{1,32})"$/.exec(platform)?.[1] ?? "");
  return {
    // Next to its own brand, a browser names what it is built on.
    browser: products.find(({ name }) => name !== "Chromium") ?? products[0],
    os: os === undefined ? undefined : { name: os },
    mobile: mobile === "?1" ? true : mobile === "?0" ? false : undefined,
  };
}
