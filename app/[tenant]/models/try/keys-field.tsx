"use client";
import { useTranslations } from "next-intl";
import type { KeyName } from "#lib/keys/names.ts";
import { Switch } from "../../../components/switch.tsx";

/** Which keys the simulation leaves out. */
export function KeysField(props: {
  keys: readonly KeyName[];
  /** Ids. */
  without: readonly string[];
  onChange(without: string[]): void;
}) {
  const { keys, without, onChange } = props;
  const t = useTranslations("replay");
  return (
    <ul className="divide-y">
      {keys.map(({ id, label, last4 }) => (
        <li key={id} className="flex items-center gap-3 py-2">
          <span className="min-w-0 flex-1 truncate text-13">
            {label} <span className="font-mono text-12 text-muted-foreground">…{last4}</span>
          </span>
          <Switch
            aria-label={t("without", { key: label })}
            checked={!without.includes(id)}
            onCheckedChange={(use) =>
              onChange(use ? without.filter((each) => each !== id) : [...without, id])
            }
          />
        </li>
      ))}
    </ul>
  );
}
