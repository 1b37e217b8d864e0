"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useController } from "react-hook-form";
import type { KeyName } from "#lib/keys/names.ts";
import type { Draft } from "./draft.ts";
import { KeysField } from "./keys-field.tsx";
import { ModelsField } from "./models-field.tsx";
import { MoreKeysField } from "./more-keys-field.tsx";
import { SourceField } from "./source-field.tsx";

export function DraftFields({ keys, nameOf }: { keys: readonly KeyName[]; nameOf(model: string): string }) {
  const t = useTranslations("replay");
  const { field: entries } = useController<Draft, "entries">({ name: "entries" });
  const { field: without } = useController<Draft, "without">({ name: "without" });
  const { field: more } = useController<Draft, "more">({ name: "more" });
  return (
    <>
      <SourceField />
      <Part title={t("models")}>
        <ModelsField entries={entries.value} nameOf={nameOf} onChange={entries.onChange} />
      </Part>
      {keys.length > 0 ? (
        <Part title={t("keys")}>
          <KeysField keys={keys} without={without.value} onChange={without.onChange} />
        </Part>
      ) : null}
      <MoreKeysField more={more.value} onChange={more.onChange} />
    </>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-5">
      <h3 className="mb-1 font-medium text-13">{title}</h3>
      {children}
    </section>
  );
}
