"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { InvitationView } from "#lib/people/invitations.ts";
import type { Delivery } from "#lib/people/links.ts";
import { Button } from "../../components/button.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { useSave } from "../../saving/use-save.ts";
import { invite, revokeInvitation } from "./actions.ts";
import { LinkToCopy } from "./link-to-copy.tsx";

/** An open invitation: a new link takes the place of the one that was sent. */
export function InvitationRow({ tenant, invitation }: { tenant: string; invitation: InvitationView }) {
  const t = useTranslations("people");
  const { save, pending } = useSave();
  const [renewed, setRenewed] = useState<Delivery | null>(null);
  const { id, email, role, expiresAt } = invitation;
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <div className="min-w-40 flex-1">
        <span className="block truncate font-medium text-13">{email}</span>
        <span className="block text-13 text-muted-foreground">
          {t(`role.${role}`)} · {t("invitations.until")} <RelativeTime date={expiresAt} />
        </span>
      </div>
      <Button
        variant="secondary"
        size="sm"
        pending={pending}
        aria-label={t("invitations.renewOf", { email })}
        onClick={async () => {
          const made = await save({ request: () => invite(tenant, { email, role }) });
          if (made.ok) setRenewed(made.value);
        }}
      >
        {t("invitations.renew")}
      </Button>
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
      {renewed ? (
        <div className="w-full">
          <LinkToCopy delivery={renewed} email={email} />
        </div>
      ) : null}
    </li>
  );
}
