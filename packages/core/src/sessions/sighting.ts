import type { DeviceType } from "../protocol.ts";

/** What a client sends about itself: `User-Agent`, and the raw values of the client hints. */
export interface DeviceHeaders {
  readonly userAgent?: string | undefined;
  /** `Sec-CH-UA`, `Sec-CH-UA-Platform` and `Sec-CH-UA-Mobile`. */
  readonly clientHints?: { readonly brands?: string; readonly platform?: string; readonly mobile?: string } | undefined;
}

/** A name from a list of ours, never words of the client's own, and a version. */
export interface Product {
  readonly name: string;
  readonly version?: string | undefined;
}

/** What one source says. */
export interface Sighting {
  readonly browser?: Product | undefined;
  readonly os?: Product | undefined;
  readonly deviceType?: DeviceType | undefined;
}
