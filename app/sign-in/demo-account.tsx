import { getTranslations } from "next-intl/server";
import { demoAddress } from "#lib/demo.ts";
import { env } from "#lib/env.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";

/** How to sign in to the demo; nothing elsewhere. page-script.ts fills it in. */
export async function DemoAccount() {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env();
  if (!demoAddress() || !email || !password) return null;
  const t = await getTranslations("start.demo");
  return (
    <Notice
      title={t("title")}
      action={
        <Button variant="secondary" size="sm" data-fill={JSON.stringify({ email, password })}>
          {t("fill")}
        </Button>
      }
    >
      {t.rich("account", {
        email: () => <Selected text={email} />,
        password: () => <Selected text={password} />,
      })}
    </Notice>
  );
}

/** One touch selects the whole of it; it never breaks over a line. */
const Selected = ({ text }: { text: string }) => (
  <code className="select-all whitespace-nowrap font-mono text-foreground">{text}</code>
);
