import type { MfaStatus } from "sallyport";
import { minute } from "./day.ts";
import { html, type Html } from "./html.ts";

/** What somebody is told who must have a second factor and has none; nothing for everybody else. */
export function enrollmentNote({ enabled, required, enrollmentDeadline }: MfaStatus, now: Date): Html | undefined {
  if (enrollmentDeadline && enrollmentDeadline > now)
    return html`<p class="note">
      Your account needs a second factor by <strong>${minute(enrollmentDeadline)}</strong>.
    </p>`;
  return enrollmentDeadline || (required && !enabled)
    ? html`<p class="note">Your account needs a second factor. Until it has one, nothing else is open to you.</p>`
    : undefined;
}
