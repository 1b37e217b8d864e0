import { ArrowLeft, CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { listUnknownErrors } from "#lib/answers/unknown-errors.ts";
import { can } from "#lib/people/can.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { requireMember } from "../../../session.ts";
import { UnknownError } from "./unknown-error.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("answers"))("unknown.title") };
}

export default async function UnknownErrorsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewChain");
  const [t, errors] = await Promise.all([getTranslations("answers"), listUnknownErrors(context)]);
  return (
    <>
      <Link
        href={`/${tenant}/answers`}
        className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <PageHeader title={t("unknown.title")} intro={t("unknown.intro")} />
      {errors.length > 0 ? (
        <ul className="divide-y border-y">
          {errors.map((error) => (
            <UnknownError
              key={error.fingerprint}
              tenant={tenant}
              error={error}
              editable={can(context.role, "classifyErrors")}
            />
          ))}
        </ul>
      ) : (
        <EmptyState icon={CircleCheck} title={t("unknown.empty.title")}>
          {t("unknown.empty.body")}
        </EmptyState>
      )}
    </>
  );
}
