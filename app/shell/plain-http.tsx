import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Notice } from "../components/notice.tsx";

/** Tells whoever can change it that this page came over http from another machine. The dashboard's server marks that. */
export async function PlainHttp() {
  if (!(await headers()).has("x-plain-http")) return null;
  const t = await getTranslations("shell.plainHttp");
  return (
    <Notice tone="waiting" title={t("title")}>
      {t("body")}
    </Notice>
  );
}
