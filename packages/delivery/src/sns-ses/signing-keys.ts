import { CallbackRefusedError } from "@sallyport/core";
import { X509Certificate, type KeyObject } from "node:crypto";
import { within } from "../time-limit.ts";
import type { HttpFetch } from "./http-fetch.ts";
import { onHost } from "./topic.ts";

/** SNS changes its certificate now and then, and keeps the name of each. */
const KEPT = 8;

/**
 * Fetches the public key that signs the posts of a topic. Who signs is decided by where the certificate comes from, so
 * that is one https host, one path without a query, and no redirect.
 */
export function createSigningKeys({
  host,
  fetch,
  seconds,
}: {
  readonly host: string;
  readonly fetch: HttpFetch;
  readonly seconds: number;
}): (address: string) => Promise<KeyObject> {
  const keys = new Map<string, Promise<KeyObject>>();

  async function load(address: string): Promise<KeyObject> {
    const text = await within({ seconds }, async (signal) => {
      const response = await fetch(address, { signal, redirect: "error" });
      if (response.ok) return response.text();
      if (response.status < 500) throw new CallbackRefusedError("there is no such certificate");
      throw new Error(`the certificate was not to be had (status ${response.status})`);
    });
    try {
      return new X509Certificate(text).publicKey;
    } catch (cause) {
      throw new CallbackRefusedError("what was fetched is no certificate", { cause });
    }
  }

  return async (address) => {
    const url = onHost(address, host);
    if (!url || !/^\/[\w-]+\.pem$/.test(url.pathname) || url.search !== "")
      throw new CallbackRefusedError("SigningCertURL is not one of SNS");
    const known = keys.get(url.href);
    if (known) return known;
    const [oldest] = keys.keys();
    if (keys.size >= KEPT && oldest !== undefined) keys.delete(oldest);
    const key = load(url.href);
    keys.set(url.href, key);
    // What has failed is asked for again.
    key.catch(() => keys.delete(url.href));
    return key;
  };
}
