"use client";
// Members, open invitations, and the demand for a second factor.
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Role } from "#generated/enums.ts";
import { can } from "#lib/people/can.ts";
import type { InvitationView } from "#lib/people/invitations.ts";
import type { Team } from "#lib/people/members.ts";
import { Button } from "../../components/button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Head, HeadCell, Table } from "../../components/table.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { onDemand } from "../../on-demand.tsx";
import { FactorDemand } from "./factor-demand.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { MemberRow } from "./member-row.tsx";

const MemberPanel = onDemand(
  () => import("./member-panel.tsx").then((module) => module.MemberPanel),
  ({ member }) => member !== null,
);

const InviteDialog = onDemand(
  () => import("./invite-dialog.tsx").then((module) => module.InviteDialog),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  team: Team;
  invitations: readonly InvitationView[];
  /** Who looks. */
  me: { id: string; role: Role };
}

export function TeamList({ tenant, team, invitations, me }: Props) {
  const t = useTranslations("people");
  const [add, setAdd] = useFragment("add");
  const [opened, setOpened] = useFragment("member");
  const manages = can(me.role, "manageMembers");
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={
          manages ? (
            <Button onClick={() => setAdd("")}>
              <UserPlus aria-hidden />
              {t("invite.open")}
            </Button>
          ) : null
        }
      />
      <FactorDemand tenant={tenant} team={team} editable={manages} />
      <Table>
        <Head>
          <HeadCell>{t("head.member")}</HeadCell>
          <HeadCell>{t("head.role")}</HeadCell>
          <HeadCell>{t("head.factor")}</HeadCell>
          <HeadCell className="text-right">{t("head.seen")}</HeadCell>
        </Head>
        <tbody>
          {team.members.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              isMe={member.id === me.id}
              onOpen={() => setOpened(member.id)}
            />
          ))}
        </tbody>
      </Table>
      {invitations.length > 0 ? (
        <section className="mt-9">
          <h2 className="mb-2 text-16">{t("invitations.title")}</h2>
          <ul className="divide-y border-y">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} tenant={tenant} invitation={invitation} />
            ))}
          </ul>
        </section>
      ) : null}
      <InviteDialog
        tenant={tenant}
        open={manages && add !== null}
        onOpenChange={(open) => setAdd(open ? "" : null)}
      />
      <MemberPanel
        tenant={tenant}
        member={team.members.find(({ id }) => id === opened) ?? null}
        me={me}
        onClose={() => setOpened(null)}
      />
    </>
  );
}
