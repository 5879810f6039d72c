import type { ConfigProblem } from "@sallyport/core";
import { isIPv4 } from "node:net";

/** Whether a host, as `URL` writes it, is this machine: what goes there is on no wire. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost") || name === "[::1]") return true;
  return isIPv4(name) && name.startsWith("127.");
}

/** What is wrong with the address of a web server: https, or this machine. */
export function webAddressProblems({
  option,
  value,
  remedy,
}: {
  readonly option: string;
  readonly value: unknown;
  readonly remedy: string;
}): readonly ConfigProblem[] {
  if (value === undefined) return [];
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== "" || url.username !== "")
    return [{ code: "CONFIG-OPTION-INVALID", option, reason: "the value is not accepted", remedy }];
  if (url.protocol === "https:" || isLoopback(url.hostname)) return [];
  return [{ code: "CONFIG-CHANNEL-INSECURE", option, reason: "it is plain http to another machine", remedy }];
}
