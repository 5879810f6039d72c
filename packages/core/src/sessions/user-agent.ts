import { BROWSER_MAP, getParser, type Parser } from "bowser";
import type { DeviceType } from "../protocol.ts";
import type { Product, Sighting } from "./sighting.ts";

/** Real ones have up to 300 characters, or 400 inside an app. What is longer is looked at no further. */
export const MAX_HEADER_LENGTH = 512;

/** For anything else the parser takes a name from the text, which is whatever the client likes to be called. */
const BROWSERS: ReadonlySet<string | undefined> = new Set([...Object.values(BROWSER_MAP), "Opera Touch", "Miui"]);

/** Where the parser's name is not the one that people, or the client hints, use. */
const SHORTER: ReadonlyMap<string, string> = new Map([
  ["Microsoft Edge", "Edge"],
  ["Samsung Internet for Android", "Samsung Internet"],
  ["NAVER Whale Browser", "Whale"],
]);

/** Programs, by the first word of what they send. */
const PROGRAMS: ReadonlyMap<string, string> = new Map(
  [
    ...["curl", "Wget", "HTTPie", "PostmanRuntime", "insomnia", "okhttp", "Apache-HttpClient", "Java", "Dart"],
    ...["python-requests", "python-httpx", "Python-urllib", "aiohttp", "Go-http-client", "libwww-perl", "Ruby"],
    ...["axios", "node", "node-fetch", "undici", "got", "Deno", "Bun", "GuzzleHttp"],
  ].map((name) => [name.toLowerCase(), name]),
);

const DEVICE_TYPES: ReadonlyMap<string, DeviceType> = new Map([
  ["desktop", "desktop"],
  ["mobile", "mobile"],
  ["tablet", "tablet"],
  ["bot", "other"],
  ["tv", "other"],
]);

/** Browser, system and type of device out of a `User-Agent` (RFC 9110, section 10.1.5), as far as they are known. */
export function readUserAgent(header: string): Sighting {
  const text = header.slice(0, MAX_HEADER_LENGTH);
  // The parser throws at an empty text.
  if (text === "") return {};
  const parser = getParser(text, true);
  const os = osOf(parser, text);
  // Browsers start like this, for sites that once asked for it; programs call themselves by their names.
  if (!/^(?:Mozilla|Opera)\//.test(text)) return { browser: programOf(text), os };

  const { name = "", version } = parser.getBrowser();
  if (!BROWSERS.has(name)) return { os };
  return {
    browser: { name: SHORTER.get(name) ?? name, version: majorOf(version) },
    os,
    deviceType: DEVICE_TYPES.get(parser.getPlatformType()) ?? (os?.name === "Chrome OS" ? "desktop" : undefined),
  };
}

/** The number before the first dot. A client may write anything there, and as much of it as it likes. */
export function majorOf(version: string | undefined): string | undefined {
  return /^\d{1,4}(?!\d)/.exec(version ?? "")?.[0];
}

function programOf(text: string): Product | undefined {
  const [, word = "", version] = /^([\w-]+)(?:\/(\S+))?/.exec(text) ?? [];
  const name = PROGRAMS.get(word.toLowerCase());
  return name === undefined ? undefined : { name, version: majorOf(version) };
}

function osOf(parser: Parser, text: string): Product | undefined {
  const { name, version, versionName } = parser.getOS();
  if (name === undefined) return undefined;
  // Browsers write 10.15.7 for every macOS since, and Chrome writes Android 10 on a device K for every Android.
  if (name === "macOS" || / Android 10; K\b/.test(text)) return { name };
  const told = name === "Windows" ? versionName : version;
  return { name, version: /^\d{1,4}(?:\.\d{1,4})?(?!\d)/.exec(told ?? "")?.[0] };
}
