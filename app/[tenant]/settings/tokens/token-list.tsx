"use client";
import { ArrowUpRight, KeySquare, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ApiScope } from "#lib/api-tokens/scopes.ts";
import type { ApiTokenView } from "#lib/api-tokens/tokens.ts";
import { isProved } from "../../../account/actions.ts";
import { type ProofKind, useProof } from "../../../account/use-proof.tsx";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { State } from "../../../components/state.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { onDemand } from "../../../on-demand.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { revokeToken } from "./actions.ts";

const MakeToken = onDemand(
  () => import("./make-token.tsx").then((module) => module.MakeToken),
  ({ open }) => open,
);

interface Props {
  tenant: string;
  tokens: readonly ApiTokenView[];
  /** In order; `held`: whether the reader may hand it out. */
  scopes: readonly { name: ApiScope; held: boolean }[];
  me: string;
  proof: ProofKind;
  /** False for whoever visits for the platform. */
  makes: boolean;
}

export function TokenList({ tenant, tokens, scopes, me, proof, makes }: Props) {
  const t = useTranslations("tokens");
  const { proved, dialog } = useProof(proof);
  const { save } = useSave();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiTokenView | null>(null);

  async function make(): Promise<void> {
    const given = await proved({ request: () => isProved({}), question: true, refresh: false });
    if (given.ok) setMaking(true);
  }
  const add = makes ? (
    <Button onClick={() => void make()}>
      <Plus aria-hidden />
      {t("add")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} actions={tokens.length > 0 ? add : null} />
      <a
        href="/api/reference"
        className="mb-6 inline-flex items-center gap-0.5 text-13 underline underline-offset-4"
      >
        {t("docs")}
        <ArrowUpRight aria-hidden className="size-3.5" />
      </a>
      {tokens.length === 0 ? (
        <EmptyState icon={KeySquare} title={t("empty.title")} action={add}>
          {t("empty.body")}
        </EmptyState>
      ) : (
        <ul className="divide-y border-y">
          {tokens.map((token) => (
            <Row key={token.id} token={token} isMine={token.member.id === me} onRevoke={setRevoking} />
          ))}
        </ul>
      )}
      <MakeToken tenant={tenant} scopes={scopes} open={making} onOpenChange={setMaking} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={t("revokeTitle", { name: revoking?.name ?? "" })}
        body={t("revokeBody")}
        confirm={t("revoke")}
        destructive
        onConfirm={() =>
          save({
            request: () => revokeToken(tenant, { id: revoking?.id ?? "" }),
            done: () => t("revoked"),
            quiet: true,
          })
        }
      />
      {dialog}
    </>
  );
}

interface RowProps {
  token: ApiTokenView;
  isMine: boolean;
  onRevoke: (token: ApiTokenView) => void;
}

function Row({ token, isMine, onRevoke }: RowProps) {
  const t = useTranslations("tokens");
  const { name, last4, scopes, member, usedAt, expiresAt, expired } = token;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 py-4">
      <div className="min-w-56 flex-1">
        <p className="break-words font-medium text-14">
          {name} <span className="font-mono font-normal text-12 text-muted-foreground">bf_…{last4}</span>
        </p>
        {isMine ? null : (
          <p className="text-13 text-muted-foreground">{t("member", { name: member.name })}</p>
        )}
        <ul className="mt-1 text-13 text-muted-foreground">
          {scopes.map((scope) => (
            <li key={scope}>{t(`scope.${scope}`)}</li>
          ))}
        </ul>
      </div>
      <dl className="grid grid-cols-[auto_auto] gap-x-3 gap-y-1 text-13">
        <dt className="text-muted-foreground">{t("head.used")}</dt>
        <dd>{usedAt ? <RelativeTime date={usedAt} /> : t("unused")}</dd>
        <dt className="text-muted-foreground">{t("head.ends")}</dt>
        <dd>
          {expired ? (
            <State kind="broken">{t("expired")}</State>
          ) : expiresAt ? (
            <RelativeTime date={expiresAt} />
          ) : (
            t("never")
          )}
        </dd>
      </dl>
      <Button
        variant="secondary"
        size="sm"
        aria-label={t("revokeOf", { name })}
        onClick={() => onRevoke(token)}
      >
        {t("revoke")}
      </Button>
    </li>
  );
}
