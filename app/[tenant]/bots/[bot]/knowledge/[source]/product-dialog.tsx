"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { NAME_MAX } from "#lib/knowledge/lengths.ts";
import type { ListedProduct } from "#lib/knowledge/products.ts";
import { Dialog, DialogFooter } from "../../../../../components/dialog.tsx";
import { Field } from "../../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../../components/form.tsx";
import { Input } from "../../../../../components/input.tsx";
import { useNumbers } from "../../../../../components/numbers.ts";
import { Textarea } from "../../../../../components/textarea.tsx";
import { useSave } from "../../../../../saving/use-save.ts";
import { writeProduct } from "../actions.ts";
import { figureIn } from "./figure.ts";

interface Props {
  tenant: string;
  source: string;
  /** Null: closed. */
  edited: ListedProduct | "new" | null;
  onClose: () => void;
}

export function ProductDialog({ edited, onClose, ...rest }: Props) {
  const t = useTranslations("knowledge.products");
  return (
    <Dialog
      open={edited !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t(edited === "new" ? "addTitle" : "editTitle")}
    >
      <Fields {...rest} edited={edited === "new" ? null : edited} onClose={onClose} />
    </Dialog>
  );
}

const linesOf = (more: Record<string, string>) =>
  Object.entries(more)
    .map(([name, text]) => `${name}: ${text}`)
    .join("\n");

/** "Colour: red" a line; a line without a colon is kept under its number. */
const moreIn = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split("\n")
      .filter((line) => line.trim())
      .map((line, i) => {
        const at = line.indexOf(":");
        return at > 0 ? [line.slice(0, at).trim(), line.slice(at + 1).trim()] : [String(i + 1), line.trim()];
      }),
  );

const isWeb = (text: string) => text.trim() === "" || /^https?:\/\/\S+\.\S+/.test(text.trim());

function Fields(props: Omit<Props, "edited"> & { edited: ListedProduct | null }) {
  const { tenant, source, edited, onClose } = props;
  const t = useTranslations("knowledge.products");
  const { filled } = useRules();
  const numbers = useNumbers();
  const { save } = useSave();
  const plain = (value: number | null | undefined) => (value == null ? "" : numbers.plain(value));
  const form = useForm({
    defaultValues: {
      name: edited?.name ?? "",
      article: edited?.article ?? "",
      price: plain(edited?.price),
      stock: plain(edited?.stock),
      link: edited?.link ?? "",
      picture: edited?.picture ?? "",
      more: linesOf(edited?.more ?? {}),
    },
  });
  const { register } = form;
  return (
    <Form
      form={form}
      draft={{
        name: `product:${source}:${edited?.id ?? ""}`,
        fields: ["name", "article", "price", "stock", "link", "picture", "more"],
      }}
      onSubmit={async ({ name, article, price, stock, link, picture, more }) => {
        const product = {
          ...{ source, ...(edited && { id: edited.id }), name, article: article.trim() || null },
          ...{ price: figureIn(price, false) ?? null, stock: figureIn(stock, true) ?? null },
          ...{ link: link.trim() || null, picture: picture.trim() || null, more: moreIn(more) },
        };
        const answer = await save({
          request: () => writeProduct(tenant, product),
          done: () => t("saved"),
          quiet: true,
        });
        if (answer.ok) onClose();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="name" label={t("name")}>
        <Input {...register("name", filled)} maxLength={NAME_MAX} autoComplete="off" />
      </Field>
      <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
        <Field name="article" label={t("article")} className="max-sm:col-span-2">
          <Input {...register("article")} maxLength={NAME_MAX} autoComplete="off" className="font-mono" />
        </Field>
        <Field name="price" label={t("price")}>
          <Input
            {...register("price", {
              validate: (typed) => figureIn(typed, false) !== undefined || t("number"),
            })}
            inputMode="decimal"
            autoComplete="off"
            maxLength={20}
          />
        </Field>
        <Field name="stock" label={t("stock")}>
          <Input
            {...register("stock", { validate: (typed) => figureIn(typed, true) !== undefined || t("whole") })}
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
          />
        </Field>
      </div>
      <Field name="link" label={t("link")}>
        <Input
          {...register("link", { validate: (typed) => isWeb(typed) || t("web") })}
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          maxLength={2_000}
        />
      </Field>
      <Field name="picture" label={t("picture")} help={t("pictureHelp")}>
        <Input
          {...register("picture", { validate: (typed) => isWeb(typed) || t("web") })}
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          maxLength={2_000}
        />
      </Field>
      <Field name="more" label={t("more")} help={t("moreHelp")}>
        <Textarea {...register("more")} rows={3} maxLength={4_000} />
      </Field>
    </Form>
  );
}
