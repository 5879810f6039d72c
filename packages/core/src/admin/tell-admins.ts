import { notify } from "../delivery/notify.ts";
import type { Parts } from "../parts.ts";
import type { User } from "../users.ts";

/** The other admins hear of a reset, where the app says who they are. Whatever fails in it changes nothing. */
export function tellAdmins(parts: Parts, { user, by }: { readonly user: User; readonly by: string }): void {
  const { users } = parts.settings;
  if (!users.listAdmins) return;
  parts.courier.post(async () => {
    const admins = (await users.listAdmins?.(user)) ?? [];
    for (const admin of admins)
      if (admin.id !== by && admin.id !== user.id)
        await notify(parts, { user: admin, kind: "admin_reset_done", data: { account: user.id }, context: {} });
  });
}
