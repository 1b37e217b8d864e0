import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { apiScopes, holds } from "#lib/api-tokens/scopes.ts";
import { listTokens } from "#lib/api-tokens/tokens.ts";
import { proofOf } from "#lib/people/account.ts";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../../session.ts";
import { TokenList } from "./token-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tokens"))("title") };
}

/** Tokens of programs that act for the member; for whoever helps members, theirs too. */
export default async function TokensPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context, person } = await requireMember((await params).tenant, "useApi");
  const [t, tokens, proof] = await Promise.all([
    getTranslations("tokens"),
    listTokens(context),
    proofOf(person),
  ]);
  return (
    <>
      {can(context.role, "viewSettings") ? (
        <Link
          href={`/${tenant.slug}/settings`}
          className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
      ) : null}
      <TokenList
        tenant={tenant.slug}
        tokens={tokens}
        scopes={apiScopes.map((name) => ({ name, held: holds(context, name) }))}
        me={person.id}
        proof={proof}
        makes={context.visiting !== true}
      />
    </>
  );
}
