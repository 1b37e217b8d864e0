import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { needsSetup } from "#lib/people/setup.ts";
import { Entrance } from "../shell/entrance.tsx";
import { SetupForm } from "./setup-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.setup"))("title") };
}

export default async function SetupPage(props: { searchParams: Promise<{ code?: string | string[] }> }) {
  if (!(await needsSetup())) redirect("/sign-in");
  const { code } = await props.searchParams;
  const t = await getTranslations("auth.setup");
  return (
    <Entrance title={t("title")} lead={t("lead")}>
      <SetupForm code={typeof code === "string" ? code : ""} />
    </Entrance>
  );
}
