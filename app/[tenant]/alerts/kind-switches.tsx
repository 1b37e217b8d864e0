"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { AlertKind } from "#generated/enums.ts";
import { Switch } from "../../components/switch.tsx";
import { useChanges } from "../../saving/use-changes.ts";
import { muteAlertKind } from "./actions.ts";
import { AlertsPart } from "./part.tsx";

interface Props {
  tenant: string;
  kinds: readonly AlertKind[];
  muted: readonly AlertKind[];
}

/** Of which kinds the person is told. */
export function KindSwitches({ tenant, kinds, muted }: Props) {
  const t = useTranslations("alerts");
  const id = useId();
  const { value, change } = useChanges(muted);
  function mute(kind: AlertKind, off: boolean): void {
    change((now) => (off ? [...now, kind] : now.filter((each) => each !== kind)), {
      request: () => muteAlertKind(tenant, { kind, muted: off }),
      done: () => t("mutes.saved"),
    });
  }
  return (
    <AlertsPart title={t("mutes.title")} note={t("mutes.note")}>
      <ul className="grid gap-x-12 border-t md:grid-cols-2">
        {kinds.map((kind) => (
          <li key={kind} className="flex min-h-11 items-center justify-between gap-4 border-b py-2">
            <label htmlFor={`${id}-${kind}`} className="min-w-0 flex-1 text-13">
              {t(`kind.${kind}.name`)}
            </label>
            <Switch
              id={`${id}-${kind}`}
              checked={!value.includes(kind)}
              onCheckedChange={(on) => mute(kind, !on)}
            />
          </li>
        ))}
      </ul>
    </AlertsPart>
  );
}
