import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { identityProvider } from "#lib/people/oidc.ts";
import { needsSetup } from "#lib/people/setup.ts";
import { Notice } from "../components/notice.tsx";
import { currentPerson } from "../session.ts";
import { Entrance } from "../shell/entrance.tsx";
import { DemoAccount } from "./demo-account.tsx";
import { SignInPageForm } from "./form.tsx";
import { nextPath } from "./next-path.ts";

/** With which next-auth leads back here from the identity provider; any other word is a failure of that. */
const providerErrors = ["identity_unverified", "identity_unknown"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.signIn"))("title") };
}

export default async function SignInPage(props: {
  searchParams: Promise<Partial<Record<"next" | "error", string | string[]>>>;
}) {
  const params = await props.searchParams;
  const next = nextPath(params.next);
  if (await currentPerson()) redirect(next);
  if (await needsSetup()) redirect("/setup");
  const [t, errors] = await Promise.all([getTranslations("auth.signIn"), getTranslations("errors")]);
  return (
    <Entrance title={t("title")} lead={t("lead")}>
      {params.error ? (
        <Notice tone="broken">
          {errors(providerErrors.find((code) => code === params.error) ?? "identity_failed")}
        </Notice>
      ) : null}
      <DemoAccount />
      <SignInPageForm next={next} provider={identityProvider()?.name ?? null} />
      <p className="mt-6 text-13 text-muted-foreground">{t("forgot")}</p>
    </Entrance>
  );
}
