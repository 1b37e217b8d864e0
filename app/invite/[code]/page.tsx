import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { invitationOf } from "#lib/people/invitations.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { currentPerson } from "../../session.ts";
import { Entrance } from "../../shell/entrance.tsx";
import { JoinButton } from "./join-button.tsx";
import { JoinForm } from "./join-form.tsx";
import { SignOutButton } from "./sign-out-button.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.invite"))("title") };
}

export default async function InvitePage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  const [t, roles, invitation, person] = await Promise.all([
    getTranslations("auth.invite"),
    getTranslations("people.role"),
    invitationOf(code),
    currentPerson(),
  ]);
  if (!invitation) {
    return (
      <Entrance title={t("gone")} lead={t("goneLead")}>
        <Button asChild variant="secondary">
          <Link href="/">{t("start")}</Link>
        </Button>
      </Entrance>
    );
  }
  const { tenant, email, role, known } = invitation;
  return (
    <Entrance title={t("join", { tenant })} lead={t("lead", { email, role: roles(role) })}>
      {person ? (
        person.email === email ? (
          <JoinButton code={code} />
        ) : (
          <>
            <Notice tone="waiting">{t("other", { email: person.email })}</Notice>
            <SignOutButton code={code} />
          </>
        )
      ) : known ? (
        <Button asChild className="w-full">
          <Link href={`/sign-in?next=${encodeURIComponent(`/invite/${code}`)}`}>{t("signIn")}</Link>
        </Button>
      ) : (
        <JoinForm code={code} email={email} />
      )}
    </Entrance>
  );
}
