"use client";
// The next step: a preview to oneself, then to everybody, now or later; and what takes that back.
import { Send, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BroadcastView } from "#lib/broadcasts/read.ts";
import { Button } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { controlLook } from "../../../components/input.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { useTimeWords } from "../../../components/time.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { useElsewhere } from "../../../shell/elsewhere.tsx";
import { deleteBroadcast, previewBroadcast, sendBroadcast } from "../actions.ts";
import { useUnsaved } from "./unsaved.tsx";

interface Props {
  tenant: string;
  broadcast: BroadcastView;
  /** The tenant's. */
  zone: string;
}

export function OrderPanel({ tenant, broadcast, zone }: Props) {
  const { state, text } = broadcast;
  const isWritten = text.trim() !== "";
  return (
    <div className="grid gap-5">
      {state === "draft" && isWritten ? <Preview tenant={tenant} broadcast={broadcast} /> : null}
      {state === "draft" && isWritten ? <Order tenant={tenant} broadcast={broadcast} zone={zone} /> : null}
      {["draft", "done", "stopped"].includes(state) ? <Remove tenant={tenant} broadcast={broadcast} /> : null}
    </div>
  );
}

function Preview({ tenant, broadcast }: Omit<Props, "zone">) {
  const t = useTranslations("broadcasts.test");
  const { save, pending } = useSave();
  const chat = useElsewhere().chat(broadcast.bot.username);
  const { id, test, canTest } = broadcast;
  const [unsaved] = useUnsaved();
  const isStranger = /chat not found|initiate conversation|blocked/i.test(test?.error ?? "");
  return (
    <section>
      <Button
        variant="secondary"
        size="sm"
        disabled={!canTest || unsaved}
        pending={pending || test?.state === "waiting"}
        onClick={() => void save({ request: () => previewBroadcast(tenant, { id }) })}
      >
        {t("send")}
      </Button>
      <p role="status" className="mt-1.5 text-13 text-muted-foreground">
        {canTest
          ? null
          : t.rich("unknown", {
              link: (words) => (
                <Link href={`/${tenant}/alerts`} className="text-primary underline">
                  {words}
                </Link>
              ),
            })}
        {test?.state === "sent" ? t("sent") : null}
        {test?.state === "failed" && !isStranger ? t("failed", { reason: test.error ?? "" }) : null}
        {test?.state === "failed" && isStranger
          ? t.rich("stranger", {
              link: (words) => (
                <a href={chat} target="_blank" rel="noreferrer" className="text-primary underline">
                  {words}
                </a>
              ),
            })
          : null}
      </p>
    </section>
  );
}

function Order({ tenant, broadcast, zone }: Props) {
  const t = useTranslations("broadcasts.order");
  const numbers = useNumbers();
  const { save } = useSave();
  const [at, setAt] = useState("");
  const [asking, setAsking] = useState(false);
  const { id, version, total: people, bot, room } = broadcast;
  const [unsaved] = useUnsaved();
  const label = t(at ? "schedule" : "send", { people, shown: numbers.count(people) });
  return (
    <section>
      <label className="block text-13">
        <span className="font-medium">{t("at")}</span>
        <input
          type="datetime-local"
          value={at}
          onChange={(event) => setAt(event.target.value)}
          className={cn(controlLook, "mt-1.5 h-9 max-md:h-11")}
        />
        <span className="mt-1 block text-muted-foreground">{t("atHelp", { zone })}</span>
      </label>
      <Button
        className="mt-3 w-full"
        disabled={people === 0 || room === 0 || unsaved}
        onClick={() => setAsking(true)}
      >
        <Send aria-hidden />
        {label}
      </Button>
      <p className="mt-1.5 text-13 text-muted-foreground">
        {unsaved ? t("unsaved") : people === 0 ? t("nobody") : room === 0 ? t("noRoom") : t("who")}
      </p>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("title", { people, shown: numbers.count(people), bot: bot.name })}
        body={at ? t("bodyAt", { at: at.replace("T", " "), zone }) : t("body")}
        confirm={label}
        onConfirm={() =>
          save({
            request: () => sendBroadcast(tenant, { id, version, at: at || null }),
            done: () => t(at ? "scheduled" : "begun"),
            quiet: true,
          })
        }
      />
    </section>
  );
}

function Remove({ tenant, broadcast: { id } }: Omit<Props, "zone">) {
  const t = useTranslations("broadcasts.remove");
  const router = useRouter();
  const { save } = useSave();
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <Button variant="ghost" size="sm" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t("open")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("title")}
        body={t("body")}
        confirm={t("open")}
        destructive
        onConfirm={async () => {
          const answer = await save({
            request: () => deleteBroadcast(tenant, { id }),
            done: () => t("done"),
            quiet: true,
            refresh: false,
          });
          if (answer.ok) router.push(`/${tenant}/broadcasts`);
          return answer;
        }}
      />
    </div>
  );
}

/** When it begins, by the tenant's clock. */
export function StartTime({ at, zone }: { at: Date; zone?: string }) {
  const words = useTimeWords(zone);
  return <span suppressHydrationWarning>{words.exact(at)}</span>;
}
