import type { WebhookOptions } from "../../options/audit-options.ts";
import type { AuditEntry } from "../../stores/audit-store.ts";
import { signatureOf } from "./signature.ts";

/** The longest that a receiver may take. */
const POST_DEADLINE_MS = 5000;

/** What came of it: undefined where it was taken, else why not. */
export type PostProblem = string | undefined;

/**
 * Posts one event, signed under every secret of its webhook, so that a secret can be changed without a gap. Never rejects.
 * Redirects are not followed: the address is what the operator wrote, and nothing that a receiver says moves it.
 */
export async function postEvent(webhook: WebhookOptions, entry: AuditEntry, now: Date): Promise<PostProblem> {
  const body = JSON.stringify({ type: entry.type, timestamp: entry.at.toISOString(), data: entry });
  const signed = { id: entry.id, timestamp: String(Math.floor(now.getTime() / 1000)), body };
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(POST_DEADLINE_MS),
      headers: {
        "content-type": "application/json",
        "user-agent": "Sallyport",
        "webhook-id": signed.id,
        "webhook-timestamp": signed.timestamp,
        "webhook-signature": [webhook.secret]
          .flat()
          .map((secret) => signatureOf(secret, signed))
          .join(" "),
      },
      body,
    });
    // What it answers is nobody's concern, and may have no end.
    response.body?.cancel().catch(() => undefined);
    return response.ok ? undefined : `status ${String(response.status)}`;
  } catch (error) {
    return wordFor(error);
  }
}

/** `timeout`, `ECONNREFUSED`; never a text of somebody else's. */
function wordFor(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "timeout";
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z_0-9]{1,40}$/.test(code) ? code : "failed";
}
