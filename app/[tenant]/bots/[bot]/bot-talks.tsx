import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ListedConversation } from "#lib/conversations/list.ts";
import { RelativeTime } from "../../../components/time.tsx";

interface Props {
  tenant: string;
  /** Id of the bot. */
  bot: string;
  conversations: readonly ListedConversation[];
  /** Whether the reader may send broadcasts. */
  maySend: boolean;
}

const link = "inline-flex underline decoration-border underline-offset-4 hover:decoration-current";

/** Who wrote to the bot last, and the way to all of it. */
export function BotTalks({ tenant, bot, conversations, maySend }: Props) {
  const t = useTranslations("botSettings.page");
  if (conversations.length === 0) return null;
  return (
    <section aria-labelledby="talks" className="min-w-0 text-13">
      <h2 id="talks" className="mb-1 font-medium text-13">
        {t("talks")}
      </h2>
      <ul className="divide-y border-y">
        {conversations.map(({ id, person, newest, lastAt }) => (
          <li key={id}>
            <Link
              href={`/${tenant}/conversations/${id}`}
              prefetch={false}
              className="row-hover block min-w-0 py-2"
            >
              <span className="flex items-baseline gap-3">
                <span className="min-w-0 flex-1 truncate">
                  {person ? person.name || t("nameless") : t("hidden")}
                </span>
                <span className="shrink-0 text-12 text-muted-foreground">
                  <RelativeTime date={lastAt} />
                </span>
              </span>
              {newest ? (
                <span className="block truncate text-12 text-muted-foreground">{newest.text}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        <Link href={`/${tenant}/conversations?bot=${bot}`} prefetch={false} className={link}>
          {t("allTalks")}
        </Link>
        {maySend ? (
          <Link href={`/${tenant}/broadcasts#new`} prefetch={false} className={link}>
            {t("toAll")}
          </Link>
        ) : null}
      </p>
    </section>
  );
}
