"use client";
// A new draft, for one of the bots.
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useFragment } from "../../components/use-fragment.ts";
import { useSave } from "../../saving/use-save.ts";
import { addBroadcast } from "./actions.ts";

interface Props {
  tenant: string;
  bots: readonly { id: string; name: string; username: string }[];
}

export function NewBroadcast({ tenant, bots }: Props) {
  const t = useTranslations("broadcasts");
  const router = useRouter();
  const { save, pending } = useSave();
  const [asking, setAsking] = useFragment("new");
  // The same until it is stored: a try whose answer was lost makes no second draft.
  const id = useRef("");
  const [only] = bots;

  async function create(botId: string): Promise<void> {
    id.current ||= crypto.randomUUID();
    const answer = await save({
      request: () => addBroadcast(tenant, { id: id.current, botId }),
      again: () => void create(botId),
      refresh: false,
    });
    if (answer.ok) router.push(`/${tenant}/broadcasts/${id.current}`);
  }
  return (
    <>
      <Button
        pending={pending}
        onClick={() => (bots.length === 1 && only ? void create(only.id) : setAsking(""))}
      >
        <Plus aria-hidden />
        {t("new")}
      </Button>
      <Dialog
        open={asking !== null}
        onOpenChange={(open) => setAsking(open ? "" : null)}
        title={t("which.title")}
        intro={t("which.intro")}
      >
        <ul className="grid gap-2">
          {bots.map(({ id: botId, name, username }) => (
            <li key={botId}>
              <Button
                variant="secondary"
                className="w-full justify-start!"
                disabled={pending}
                onClick={() => void create(botId)}
              >
                <span className="truncate">{name}</span>
                <span className="truncate font-normal text-muted-foreground">@{username}</span>
              </Button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
