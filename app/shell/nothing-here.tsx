import { getTranslations } from "next-intl/server";
import { Button } from "../components/button.tsx";

/** What stands at an address where there is nothing for the person. */
export async function NothingHere() {
  const t = await getTranslations("shell.notFound");
  return (
    <div className="grid min-h-[70dvh] place-items-center px-6 py-16 text-center">
      <title>{`${t("title")} · BotFactory`}</title>
      <div className="max-w-sm">
        <p className="font-mono text-13 text-muted-foreground">404</p>
        <h1 className="mt-2 text-20">{t("title")}</h1>
        <p className="mt-2 text-balance text-muted-foreground">{t("body")}</p>
        <Button asChild variant="secondary" className="mt-6">
          {/* Each page loads this one beside it: no link of Next's, which needs code in the browser. */}
          <a href="/">{t("back")}</a>
        </Button>
      </div>
    </div>
  );
}
