"use client";
// The setting for all keys: how the next one is chosen.
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { KeyUse } from "#lib/keys/use.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Switch } from "../../components/switch.tsx";
import { useChanges } from "../../saving/use-changes.ts";
import { saveKeyUse } from "./actions.ts";

const orders = ["priority", "balanced"] as const;

interface Props {
  tenant: string;
  use: KeyUse;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function KeyUseSettings({ tenant, use, open, onOpenChange }: Props) {
  const t = useTranslations("keys.use");
  const id = useId();
  const { value: now, change } = useChanges(use);
  const save = (next: KeyUse) =>
    change(
      () => next,
      {
        request: () => saveKeyUse(tenant, next),
        done: ({ live }) => ({ message: t("saved"), live }),
      },
      { whole: true },
    );

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")}>
      <fieldset>
        <legend className="mb-2 font-medium text-13">{t("order")}</legend>
        {orders.map((order) => (
          <label key={order} className="flex cursor-pointer gap-2.5 py-1.5">
            <input
              type="radio"
              name={`${id}-order`}
              checked={now.order === order}
              onChange={() => save({ ...now, order })}
              className="mt-0.5 size-4 shrink-0 accent-primary"
            />
            <span>
              <span className="block text-13">{t(`${order}.name`)}</span>
              <span className="block text-12 text-muted-foreground">{t(`${order}.body`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="mt-3 flex items-start gap-3 border-t pt-4">
        <label htmlFor={`${id}-hedging`} className="min-w-0 flex-1 cursor-pointer">
          <span className="block text-13">{t("hedging.name")}</span>
          <span className="block text-12 text-muted-foreground">{t("hedging.body")}</span>
        </label>
        <Switch
          id={`${id}-hedging`}
          checked={now.hedging}
          onCheckedChange={(hedging) => save({ ...now, hedging })}
        />
      </div>
    </Dialog>
  );
}
