"use client";
// The sortable list of models: changes show at once, are saved as a whole, and go live on the workers.
import { Layers } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Rest } from "#lib/chain-state/resting.ts";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelsView, ModelView } from "#lib/models/list.ts";
import { displayNameOf, purposeOf } from "#lib/models/naming.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { listPriceOf } from "#lib/prices/list-prices.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { onDemand } from "../../on-demand.tsx";
import { AddModel } from "./add-model.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { effectOf } from "./effect.ts";
import { useEffectText } from "./effect-text.ts";
import { ModelActions } from "./model-actions.tsx";
import { OrderList } from "./order-list.tsx";
import { PriceDialog } from "./price-dialog.tsx";
import { useSaySaved } from "./saved-words.ts";
import { OrderSourceLine } from "./source-line.tsx";
import { TailList } from "./tail-list.tsx";
import { useOrder, withTail } from "./use-order.ts";

/** Comes when a model is first opened. */
const ModelPanel = onDemand(() => import("./model-panel.tsx").then((module) => module.ModelPanel));

interface Props {
  tenant: string;
  botId: string | null;
  view: ModelsView;
  /** Models that cannot be asked by some or all keys just now. */
  rests: Record<string, Rest>;
  keys: readonly KeyName[];
  /** Whether this person may change the order. */
  editable: boolean;
  /** Whether this person may correct prices. */
  priceable: boolean;
  intro: string;
  /** Shown before the line that says whose order this is. */
  children?: ReactNode;
}

/** For a name that no key has listed yet. */
const unlisted = (name: string): ModelView => ({
  name,
  displayName: displayNameOf(name),
  purpose: purposeOf(name),
  price: listPriceOf(name),
  corrected: null,
  inputLimit: null,
  keys: null,
  missingAt: null,
  retired: false,
  successor: null,
});

export function OrderEditor(props: Props) {
  const { tenant, botId, view, rests, keys, editable, priceable, intro, children } = props;
  const t = useTranslations("models");
  // Another page may open the price by the URL; after that it is local state.
  const [pricing, setPricing] = useState(useSearchParams().get("price"));
  const [opened, setOpened] = useFragment("model");
  const { live, say } = useSaySaved();
  const order = useOrder(tenant, botId, view, (before, coming) => say(coming, () => order.apply(before)));
  const { entries } = order;
  const infoOf = new Map(view.models.map((model) => [model.name, model]));
  const info = (name: string) => infoOf.get(name) ?? unlisted(name);
  const nameOf = (name: string) => info(name).displayName;
  const effect = (after: readonly ModelEntry[], model: string) =>
    effectText(effectOf(entries, after, model, (name) => info(name).price));
  const effectText = useEffectText(nameOf);

  // The tail of an order that has just changed its source is unknown until the page is refreshed.
  const tail = order.source === view.source ? view.tail : [];
  return (
    <section>
      <PageHeader
        title={t("title")}
        intro={intro}
        compact={entries.length > 0}
        actions={
          editable ? (
            <ModelActions
              tenant={tenant}
              botId={botId}
              entries={entries}
              keys={keys}
              nameOf={nameOf}
              onUse={order.apply}
            >
              <AddModel
                there={entries.map(({ model }) => model)}
                models={view.models}
                onAdd={(model) => order.apply([...entries, { model, enabled: true }])}
              />
            </ModelActions>
          ) : null
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        {children}
        <OrderSourceLine tenant={tenant} botId={botId} order={order} editable={editable} />
        <span
          className="ml-auto text-12 text-muted-foreground max-md:hidden"
          aria-live="polite"
          data-saving={order.saving || undefined}
        >
          {order.saving ? t("saving") : live}
        </span>
      </div>
      {order.conflict ? (
        <ConflictNotice conflict={order.conflict} onResolve={order.resolve} nameOf={nameOf} />
      ) : null}
      {entries.length > 0 && !entries.some(({ enabled }) => enabled) ? (
        <Notice tone="broken">{t("allOff")}</Notice>
      ) : null}
      {entries.length === 0 ? (
        <EmptyState icon={Layers} title={t("empty.title")}>
          {t("empty.body")}
        </EmptyState>
      ) : null}
      <OrderList
        view={view}
        rests={rests}
        entries={entries}
        info={info}
        effect={effect}
        editable={editable}
        onChange={order.apply}
        onPrice={priceable ? setPricing : null}
        onOpen={setOpened}
      />
      <TailList
        models={tail.map(info)}
        fallback={view.entries.every(({ model, enabled }) => !enabled || info(model).retired)}
        onAdd={editable ? () => order.apply(withTail(entries, tail)) : null}
      />
      {opened === null ? null : (
        <ModelPanel
          tenant={tenant}
          model={info(opened)}
          rest={rests[opened] ?? null}
          answers={view.answers[opened] ?? 0}
          nameOf={nameOf}
          onPrice={priceable ? () => setPricing(opened) : null}
          onClose={() => setOpened(null)}
        />
      )}
      <PriceDialog
        tenant={tenant}
        model={priceable && pricing !== null ? info(pricing) : null}
        onClose={() => setPricing(null)}
      />
    </section>
  );
}
