"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { TotpOffer } from "#lib/people/totp.ts";
import { Copy } from "../components/copy.tsx";
import { Dialog, DialogFooter } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import { useSave } from "../saving/use-save.ts";
import { confirmTotp } from "./actions.ts";

interface Props {
  offer: TotpOffer;
  /** @param codes recovery codes, with the first factor */
  onDone: (codes: string[] | null) => void;
  onClose: () => void;
}

/** Scan, then enter the first code. */
export function TotpDialog({ offer, onDone, onClose }: Props) {
  const t = useTranslations("account.totp");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { code: "" } });
  const { path, size } = offer.qr;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} intro={t("intro")}>
      <div className="mb-5 flex flex-wrap items-center gap-5">
        <svg
          role="img"
          aria-label={t("qr")}
          viewBox={`-4 -4 ${size + 8} ${size + 8}`}
          className="size-40 rounded-md bg-white text-black"
          shapeRendering="crispEdges"
        >
          <path d={path} fill="currentColor" />
        </svg>
        <div className="min-w-48 flex-1 text-13">
          <p className="text-muted-foreground">{t("byHand")}</p>
          <p className="mt-1 flex items-center gap-1">
            <code className="min-w-0 break-all font-mono text-13">{offer.secret}</code>
            <Copy text={offer.secret} label={t("copy")} />
          </p>
          <a href={offer.uri} className="mt-2 inline-block underline underline-offset-4 md:hidden">
            {t("openApp")}
          </a>
        </div>
      </div>
      <Form
        form={form}
        onSubmit={async ({ code }) => {
          const added = await save({
            request: () => confirmTotp({ code }),
            done: () => t("done"),
            quiet: true,
          });
          if (added.ok) onDone(added.value);
          return added.ok || added.code !== "invalid" ? added : { ...added, field: "code" };
        }}
        footer={
          <DialogFooter>
            <SubmitButton>{t("submit")}</SubmitButton>
          </DialogFooter>
        }
      >
        <Field name="code" label={t("code")} help={t("codeHelp")}>
          <Input
            {...form.register("code", rules.filled)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            autoFocus
            className="w-40 font-mono tabular-nums"
          />
        </Field>
      </Form>
    </Dialog>
  );
}
