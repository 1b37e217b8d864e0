"use client";
// Beside the messages: what is known of the person, and their data as a whole.
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Form, SubmitButton } from "../../../components/form.tsx";
import { Input } from "../../../components/input.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { Textarea } from "../../../components/textarea.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { deletePersonData, exportPersonData, noteOnPerson } from "../actions.ts";
import { TagList } from "../tag-list.tsx";

interface Props {
  tenant: string;
  name: string;
  mayNote: boolean;
  mayDelete: boolean;
  conversation: {
    id: string;
    bot: string;
    isGroup: boolean;
    createdAt: Date;
    questions: number;
    note: string;
    tags: string[];
  };
}

const NOTE_MAX = 2_000;

export function PersonPanel({ tenant, name, mayNote, mayDelete, conversation }: Props) {
  const t = useTranslations("conversations.person");
  const numbers = useNumbers();
  const { id, bot, isGroup, createdAt, questions, note, tags } = conversation;
  const facts = [
    { label: t("bot"), value: bot },
    { label: t("since"), value: <RelativeTime date={createdAt} /> },
    { label: t("questions"), value: numbers.count(questions) },
  ];
  return (
    <aside aria-label={t(isGroup ? "group" : "title")}>
      <h2 className="mb-3 text-14">{t(isGroup ? "group" : "title")}</h2>
      <dl className="mb-5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-13">
        {facts.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-muted-foreground">{label}</dt>
            <dd className="min-w-0 truncate text-right tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {mayNote ? (
        <NoteForm tenant={tenant} conversation={conversation} />
      ) : (
        <div className="mb-5 grid gap-2 text-13">
          {note ? <p className="whitespace-pre-wrap break-words">{note}</p> : null}
          <div className="flex flex-wrap gap-1">
            <TagList tags={tags} />
          </div>
        </div>
      )}
      <Button asChild variant="link" size="sm">
        <Link href={`/${tenant}/answers?person=${id}`}>{t("answers")}</Link>
      </Button>
      {mayDelete ? <DataButtons tenant={tenant} name={name} id={id} /> : null}
    </aside>
  );
}

function NoteForm({ tenant, conversation }: Pick<Props, "tenant" | "conversation">) {
  const t = useTranslations("conversations.person");
  const { save } = useSave();
  const { id, note, tags } = conversation;
  const form = useForm({
    resetOptions: { keepDirtyValues: true },
    values: { note, tags: tags.join(", ") },
  });
  return (
    <Form
      form={form}
      draft={{ name: `person:${id}`, fields: ["note", "tags"] }}
      onSubmit={(values) =>
        save({
          request: () => noteOnPerson(tenant, { id, note: values.note, tags: tagsIn(values.tags) }),
          done: () => t("saved"),
          quiet: true,
        })
      }
      footer={
        <div className="mb-5 flex justify-end">
          <SubmitButton size="sm" variant="secondary">
            {t("save")}
          </SubmitButton>
        </div>
      }
    >
      <Field name="note" label={t("note")} help={t("noteHelp")} className="mb-3">
        <Textarea {...form.register("note")} rows={3} maxLength={NOTE_MAX} />
      </Field>
      <Field name="tags" label={t("tags")} help={t("tagsHelp")} className="mb-3">
        <Input {...form.register("tags")} autoComplete="off" maxLength={300} />
      </Field>
    </Form>
  );
}

const tagsIn = (text: string): string[] =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);

function DataButtons({ tenant, name, id }: { tenant: string; name: string; id: string }) {
  const t = useTranslations("conversations.person");
  const { save, pending } = useSave();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  async function download(): Promise<void> {
    const answer = await save({
      request: () => exportPersonData(tenant, { id }),
      done: () => t("exported"),
      question: true,
      refresh: false,
    });
    if (!answer.ok) return;
    const url = URL.createObjectURL(new Blob([answer.value], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: url, download: `${id}.json` }).click();
    URL.revokeObjectURL(url);
  }
  return (
    <div className="mt-6 border-t pt-4">
      <h2 className="mb-3 text-14">{t("data")}</h2>
      <div className="grid justify-items-start gap-2">
        <Button size="sm" variant="secondary" pending={pending} onClick={() => void download()}>
          {t("export")}
        </Button>
        <Button size="sm" variant="ghost" className="text-broken" onClick={() => setAsking(true)}>
          {t("delete")}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("deleteTitle", { name })}
        body={t("deleteBody", { name })}
        confirm={t("delete")}
        destructive
        onConfirm={async () => {
          const answer = await save({
            request: () => deletePersonData(tenant, { id }),
            done: () => t("deleted", { name }),
            quiet: true,
            refresh: () => router.replace(`/${tenant}/conversations`),
          });
          return answer;
        }}
      />
    </div>
  );
}
