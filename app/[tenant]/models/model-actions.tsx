"use client";
import { FlaskConical, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useState } from "react";
import { FoldedActions } from "../../components/folded-actions.tsx";
import { TrySheet } from "./try/try-sheet.tsx";
import { useSync } from "./use-sync.ts";

type Props = Omit<ComponentProps<typeof TrySheet>, "open" | "onOpenChange"> & {
  /** The primary action. */
  children: ReactNode;
};

/** What can be done with the list of models as a whole. */
export function ModelActions({ children, ...tried }: Props) {
  const t = useTranslations("models");
  const replay = useTranslations("replay");
  const [trying, setTrying] = useState(false);
  const { sync, pending } = useSync(tried.tenant);
  return (
    <>
      <FoldedActions
        actions={[
          { label: replay("open"), Icon: FlaskConical, act: () => setTrying(true) },
          { id: "sync", label: t(pending ? "syncing" : "sync"), Icon: RefreshCw, act: sync, busy: pending },
        ]}
      >
        {children}
      </FoldedActions>
      <TrySheet {...tried} open={trying} onOpenChange={setTrying} />
    </>
  );
}
