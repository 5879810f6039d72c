import { renderMessage } from "../messages/render.ts";
import { record, type Parts } from "../parts.ts";
import type { CodeSend } from "./code-send.ts";
import { handOver } from "./hand-over.ts";
import { heldContext } from "./held-context.ts";
import { messageLanguage } from "./message-language.ts";

/** Between the making of a code and here: ten minutes are still ten. */
const UNDER_WAY_MS = 3000;

/** A code that may go out. */
export interface PostedCode extends CodeSend {
  readonly deliveryId: string;
  readonly code: string;
  readonly expiresAt: Date;
}

/**
 * Sends a code once the answer to the client is decided: it neither waits for the provider nor shows what came of it
 * (SECURITY.md N6).
 */
export function postCode(parts: Parts, posted: PostedCode): void {
  const { user, destination, methodId, deliveryId, code, expiresAt } = posted;
  const context = heldContext(posted.context);
  const { type: channel, to, country } = destination;
  const { clock, issuer, origins, messages } = parts.settings;
  const kind = channel === "sms" ? "sms_code" : "email_code";
  const language = messageLanguage(parts, { user, kind, asked: context.language });
  const minutes = Math.max(1, Math.floor((expiresAt.getTime() - clock.now().getTime() + UNDER_WAY_MS) / 60_000));
  const words = { issuer, origin: origins[0] ?? "", language, code, minutes };
  const rendered = renderMessage(kind, words, messages);

  parts.courier.post(async () => {
    const { outcome, ...result } = await handOver(parts, {
      ...{ id: deliveryId, userId: user.id, methodId, channel, to, rendered, purpose: "code", code, language },
    });
    if (outcome !== "sent" || !("receipt" in result)) return;
    const provider = result.receipt.provider ?? parts.settings.channels[channel]?.name ?? channel;
    const data = { provider, ...(country === null ? {} : { country }) };
    await record(parts, { type: "mfa_challenge_sent", userId: user.id, methodType: channel, context, data });
  });
}
