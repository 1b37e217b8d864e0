import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { emailOfResetLink } from "#lib/people/reset-links.ts";
import { Button } from "../../components/button.tsx";
import { Entrance } from "../../shell/entrance.tsx";
import { ResetForm } from "./reset-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.reset"))("title") };
}

export default async function ResetPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  const [t, email] = await Promise.all([getTranslations("auth.reset"), emailOfResetLink(code)]);
  if (!email) {
    return (
      <Entrance title={t("gone")} lead={t("goneLead")}>
        <Button asChild variant="secondary">
          <Link href="/sign-in">{t("toSignIn")}</Link>
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title={t("title")} lead={t("lead", { email })}>
      <ResetForm code={code} email={email} />
    </Entrance>
  );
}
