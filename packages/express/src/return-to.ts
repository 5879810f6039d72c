/**
 * A path of this site that it is safe to send a browser to, or undefined: not another site, in none of the spellings
 * that browsers take for one (`//host`, `/\host`, control characters).
 *
 * @example
 * ```ts
 * import { sameOriginPath } from "sallyport";
 * const target = sameOriginPath("/account?tab=security") ?? "/";
 * ```
 */
export function sameOriginPath(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value)) return undefined;
  const base = "http://same-origin.invalid";
  const url = new URL(value, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : undefined;
}
