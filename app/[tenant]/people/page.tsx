import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "#lib/people/can.ts";
import { listInvitations } from "#lib/people/invitations.ts";
import { readTeam } from "#lib/people/members.ts";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { TeamList } from "./team-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("title") };
}

export default async function PeoplePage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context, person } = await requireMember((await params).tenant, "viewTeam");
  const [team, invitations] = await Promise.all([
    readTeam(context),
    can(context.role, "manageMembers") ? listInvitations(context) : [],
  ]);
  return (
    <>
      <TeamList
        tenant={tenant.slug}
        team={team}
        invitations={invitations}
        me={{ id: person.id, role: context.role }}
      />
      <KeepFresh everyMs={60_000} />
    </>
  );
}
