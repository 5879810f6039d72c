/** A client that can be asked about its server; a cluster or a sentinel can't, in one call. */
interface Inspectable {
  configGet(parameter: string): Promise<Record<string, string>>;
}

/**
 * What of the server's settings endangers sessions, as sentences for the log. Nothing where the server may not be asked
 * (managed services forbid CONFIG).
 */
export async function checkRedis(client: unknown): Promise<readonly string[]> {
  if (!isInspectable(client)) return [];
  try {
    const settings = await client.configGet("maxmemory-policy");
    const policy = settings["maxmemory-policy"] ?? "noeviction";
    return policy === "noeviction"
      ? []
      : [`redis may evict keys (maxmemory-policy ${policy}): set it to noeviction, or people are signed out at random`];
  } catch {
    return [];
  }
}

function isInspectable(client: unknown): client is Inspectable {
  return (
    typeof client === "object" && client !== null && "configGet" in client && typeof client.configGet === "function"
  );
}
