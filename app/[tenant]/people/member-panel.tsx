"use client";
// One member: role, sessions, a link for a new password, removal. Shows what the viewer may do.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Role } from "#generated/enums.ts";
import { can, outranks, readsTexts, roles } from "#lib/people/can.ts";
import type { Delivery } from "#lib/people/links.ts";
import type { MemberView } from "#lib/people/members.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Select } from "../../components/select.tsx";
import { Sheet } from "../../components/sheet.tsx";
import { Switch } from "../../components/switch.tsx";
import { useSave } from "../../saving/use-save.ts";
import { allowTexts, makeResetLink, removeMember, setRole } from "./actions.ts";
import { LinkToCopy } from "./link-to-copy.tsx";
import { MemberSessions } from "./member-sessions.tsx";

interface Props {
  tenant: string;
  /** null: closed. */
  member: MemberView | null;
  me: { id: string; role: Role };
  onClose: () => void;
}

export function MemberPanel({ tenant, member, me, onClose }: Props) {
  return (
    <Sheet open={member !== null} onOpenChange={(open) => !open && onClose()} title={member?.name ?? ""}>
      {member ? <Details key={member.id} tenant={tenant} member={member} me={me} onClose={onClose} /> : null}
    </Sheet>
  );
}

function Details({ tenant, member, me, onClose }: Props & { member: MemberView }) {
  const t = useTranslations("people");
  const { save, pending } = useSave();
  const [delivery, setDelivery] = useState<Delivery | null>(null);
  const [removing, setRemoving] = useState(false);
  const { id, name, email, role, readTexts } = member;
  const manages = can(me.role, "manageMembers");
  const helps = can(me.role, "helpMembers") && outranks(me.role, role) && id !== me.id;
  const always = readsTexts({ tenantId: "", actorId: null, role });

  return (
    <div className="grid gap-6">
      <p className="text-13 text-muted-foreground">{email}</p>
      <div>
        <p className="mb-1.5 font-medium text-13">{t("head.role")}</p>
        <Select
          aria-label={t("head.role")}
          value={role}
          disabled={!manages || pending}
          onValueChange={(next) =>
            void save({
              request: () => setRole(tenant, { id, role: next as Role }),
              done: () => t("roleChanged", { name, role: t(`role.${next as Role}`) }),
            })
          }
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          className="w-full"
        />
        <p className="mt-1.5 text-13 text-muted-foreground">{t(`roleNote.${role}`)}</p>
      </div>
      {always ? null : (
        <div className="flex items-center gap-4">
          <p className="min-w-0 flex-1 text-13">{t("texts")}</p>
          <Switch
            checked={readTexts}
            disabled={!manages || pending}
            aria-label={t("texts")}
            onCheckedChange={(next) =>
              void save({
                request: () => allowTexts(tenant, { id, readTexts: next }),
                done: () => t("saved"),
              })
            }
          />
        </div>
      )}
      {helps ? (
        <>
          <MemberSessions tenant={tenant} id={id} />
          <div className="border-t pt-5">
            <p className="font-medium text-13">{t("reset.title")}</p>
            <p className="mt-0.5 mb-3 text-13 text-muted-foreground">{t("reset.note")}</p>
            {delivery ? (
              <LinkToCopy delivery={delivery} email={email} />
            ) : (
              <Button
                variant="secondary"
                size="sm"
                pending={pending}
                onClick={async () => {
                  const made = await save({ request: () => makeResetLink(tenant, { id }), refresh: false });
                  if (made.ok) setDelivery(made.value);
                }}
              >
                {t("reset.make")}
              </Button>
            )}
          </div>
        </>
      ) : null}
      {manages ? (
        <div className="border-t pt-5">
          <Button variant="danger" size="sm" onClick={() => setRemoving(true)}>
            {t("remove.open")}
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("remove.title", { name })}
        body={t("remove.body")}
        confirm={t("remove.open")}
        destructive
        onConfirm={async () => {
          const removed = await save({
            request: () => removeMember(tenant, { id }),
            done: () => t("remove.done", { name }),
            quiet: true,
          });
          if (removed.ok) onClose();
          return removed;
        }}
      />
    </div>
  );
}
