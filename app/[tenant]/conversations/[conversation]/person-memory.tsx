import { getTranslations } from "next-intl/server";

interface Props {
  summary: string;
  facts: readonly string[];
}

/** What the bot remembers of the person besides the messages. */
export async function PersonMemory({ summary, facts }: Props) {
  if (!summary && facts.length === 0) return null;
  const t = await getTranslations("conversations.memory");
  return (
    <section aria-label={t("title")} className="mt-6 border-t pt-4 text-13">
      <h2 className="mb-3 text-14">{t("title")}</h2>
      {facts.length > 0 ? (
        <>
          <h3 className="mb-1 text-muted-foreground">{t("facts")}</h3>
          <ul className="mb-4 grid list-disc gap-1 pl-4">
            {facts.map((fact) => (
              <li key={fact} className="break-words">
                {fact}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {summary ? (
        <>
          <h3 className="mb-1 text-muted-foreground">{t("summary")}</h3>
          <p className="whitespace-pre-wrap break-words">{summary}</p>
        </>
      ) : null}
    </section>
  );
}
