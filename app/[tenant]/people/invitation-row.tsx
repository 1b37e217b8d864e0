"use client";
import { useTranslations } from "next-intl";
import type { InvitationView } from "#lib/people/invitations.ts";
import { Button } from "../../components/button.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { useSave } from "../../saving/use-save.ts";
import { revokeInvitation } from "./actions.ts";

export function InvitationRow({ tenant, invitation }: { tenant: string; invitation: InvitationView }) {
  const t = useTranslations("people");
  const { save, pending } = useSave();
  const { id, email, role, expiresAt } = invitation;
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <span className="block truncate font-medium text-13">{email}</span>
        <span className="block text-13 text-muted-foreground">
          {t(`role.${role}`)} · {t("invitations.until")} <RelativeTime date={expiresAt} />
        </span>
      </div>
      <Button
        variant="secondary"
        size="sm"
        pending={pending}
        aria-label={t("invitations.revokeOf", { email })}
        onClick={() =>
          void save({ request: () => revokeInvitation(tenant, { id }), done: () => t("invitations.revoked") })
        }
      >
        {t("invitations.revoke")}
      </Button>
    </li>
  );
}
