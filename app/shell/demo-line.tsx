import { ArrowUpRight } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { chatAddress } from "#lib/addresses.ts";
import { demoAddress } from "#lib/demo.ts";

/**
 * Says that this is the demo, and leads to where its people write; nothing elsewhere.
 * @param bot of the workspace, which people write to; null: none, or the member may not see it
 */
export async function DemoLine({ bot }: { bot: string | null }) {
  const address = demoAddress();
  if (!address) return null;
  const t = await getTranslations("start.demo");
  return (
    <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-primary-soft px-3 py-2 text-13">
      <span className="flex-1">{t("line")}</span>
      {bot === null ? null : (
        <a
          href={chatAddress(address, bot)}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-0.5 font-medium underline underline-offset-4"
        >
          {t("open")}
          <ArrowUpRight aria-hidden className="size-3.5" />
        </a>
      )}
    </p>
  );
}
