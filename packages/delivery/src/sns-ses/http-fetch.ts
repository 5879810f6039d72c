/** As much of `fetch` as is used here. */
export type HttpFetch = (
  url: string,
  options: { readonly signal: AbortSignal; readonly redirect: "error" },
) => Promise<{ readonly ok: boolean; readonly status: number; text(): Promise<string> }>;
