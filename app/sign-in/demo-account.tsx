import { getTranslations } from "next-intl/server";
import { demoAddress } from "#lib/demo.ts";
import { env } from "#lib/env.ts";
import { Notice } from "../components/notice.tsx";

/** How to sign in to the demo; nothing elsewhere. */
export async function DemoAccount() {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env();
  if (!demoAddress() || !email || !password) return null;
  const t = await getTranslations("start.demo");
  return (
    <Notice title={t("title")}>
      <span className="break-words">{t("account", { email, password })}</span>
    </Notice>
  );
}
