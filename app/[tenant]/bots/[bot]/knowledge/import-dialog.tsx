"use client";
// A file with a table: what each column is, and then its rows as products.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { type ColumnRole, columnRoles } from "#lib/knowledge/table.ts";
import { Button } from "../../../../components/button.tsx";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { Skeleton } from "../../../../components/skeleton.tsx";
import { useRefresh } from "../../../../saving/refresh.tsx";
import { toast } from "../../../../saving/toast.ts";
import { useSave } from "../../../../saving/use-save.ts";
import { addWrittenSource, dropSource } from "./actions.ts";
import { ColumnTable } from "./column-table.tsx";
import { bareName } from "./file-kinds.ts";
import { importTable, previewTable, type TablePreview } from "./table-file.ts";

interface Props {
  tenant: string;
  bot: string;
  file: File | null;
  /** The source whose products it replaces; null: a new one. */
  into: { id: string; pieces: number } | null;
  /** Adds it as a document; null: it is not offered. */
  onDocument: ((file: File) => void) | null;
  onClose: () => void;
}

export function ImportDialog({ file, onClose, ...rest }: Props) {
  const t = useTranslations("knowledge.import");
  return (
    <Dialog
      open={file !== null}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={t("title", { name: file?.name ?? "" })}
      intro={t("intro")}
    >
      {file ? <Import {...rest} file={file} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Import({ tenant, bot, file, into, onDocument, onClose }: Props & { file: File }) {
  const t = useTranslations("knowledge.import");
  const router = useRouter();
  const { refresh } = useRefresh();
  const { save } = useSave();
  const [table, setTable] = useState<TablePreview | null>(null);
  const [roles, setRoles] = useState<readonly ColumnRole[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  useEffect(() => {
    let current = true;
    void previewTable({ tenant, bot, file }).then((answer) => {
      if (!current) return;
      if ("error" in answer) return setFault(answer.error);
      setTable(answer);
      setRoles(answer.guess);
    });
    return () => {
      current = false;
    };
  }, [tenant, bot, file]);

  async function go(columns: readonly string[]): Promise<void> {
    setPending(true);
    setFault(null);
    const named = columns.map((name, i) => ({ name, as: roles[i] ?? "skip" }));
    const made = into
      ? null
      : await save({
          request: () => addWrittenSource(tenant, { id: bot, kind: "products", name: bareName(file.name) }),
          refresh: false,
        });
    const source = into?.id ?? (made?.ok ? made.value.id : null);
    const answer = source === null ? null : await importTable({ tenant, bot, file }, source, named);
    setPending(false);
    if (answer === null) return;
    if ("error" in answer) {
      setFault(answer.error || t("failed"));
      // Nothing is in it.
      if (made?.ok) await save({ request: () => dropSource(tenant, { id: made.value.id }) });
      return;
    }
    const { count, left } = answer;
    toast.success(
      [t("done", { count }), left > 0 ? t("skipped", { count: left }) : ""].filter(Boolean).join(". "),
    );
    onClose();
    if (into) refresh();
    else router.push(`/${tenant}/bots/${bot}/knowledge/${source}`);
  }

  const hasName = roles.includes("name");
  return (
    <>
      {fault !== null ? <Notice tone="broken">{fault || t("failed")}</Notice> : null}
      {table === null && fault === null ? (
        <div aria-busy="true">
          <p role="status" className="mb-2 text-13 text-muted-foreground">
            {t("reading")}
          </p>
          <Skeleton className="h-40" />
        </div>
      ) : null}
      {table ? (
        <>
          <ColumnTable table={table} roles={roles} onRole={(i, role) => setRoles(withRole(roles, i, role))} />
          <p role="status" className="mt-3 text-13 text-muted-foreground">
            {hasName
              ? into && into.pieces > 0
                ? t("replaces", { count: into.pieces })
                : null
              : t("needName")}
          </p>
        </>
      ) : null}
      <DialogFooter>
        {onDocument ? (
          <Button variant="secondary" disabled={pending} onClick={() => onDocument(file)}>
            {t("document")}
          </Button>
        ) : null}
        {table ? (
          <Button pending={pending} disabled={!hasName} onClick={() => void go(table.columns)}>
            {t("go", { count: table.total })}
          </Button>
        ) : null}
      </DialogFooter>
    </>
  );
}

/** Each role but the last two is of one column at most: the one that had it becomes more. */
const withRole = (roles: readonly ColumnRole[], at: number, role: ColumnRole): ColumnRole[] =>
  roles.map((each, i) => (i === at ? role : each === role && columnRoles.indexOf(role) < 6 ? "more" : each));
