import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { needsSetup } from "#lib/people/setup.ts";
import { currentPerson } from "../session.ts";
import { Entrance } from "../shell/entrance.tsx";
import { SignInForm } from "../shell/sign-in-form.tsx";
import { nextPath } from "./next-path.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.signIn"))("title") };
}

export default async function SignInPage(props: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextPath((await props.searchParams).next);
  if (await currentPerson()) redirect(next);
  if (await needsSetup()) redirect("/setup");
  const t = await getTranslations("auth.signIn");
  return (
    <Entrance title={t("title")} lead={t("lead")}>
      <SignInForm next={next} />
    </Entrance>
  );
}
