import { LockKeyhole } from "lucide-react";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Button } from "../components/button.tsx";

/** Inside the shell: the page exists, and this member's role does not include it. */
export default async function Forbidden() {
  const t = await getTranslations("shell.forbidden");
  const [, slug = ""] = ((await headers()).get("x-path") ?? "").split(/[/?]/);
  return (
    <div className="grid min-h-[60dvh] place-items-center py-16 text-center">
      <title>{`${t("title")} · BotFactory`}</title>
      <div className="max-w-sm">
        <LockKeyhole aria-hidden className="mx-auto size-8 text-muted-foreground" strokeWidth={1.5} />
        <h1 className="mt-4 text-20">{t("title")}</h1>
        <p className="mt-2 text-balance text-muted-foreground">{t("body")}</p>
        <Button asChild variant="secondary" className="mt-6">
          <a href={`/${slug}`}>{t("back")}</a>
        </Button>
      </div>
    </div>
  );
}
