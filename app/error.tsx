"use client";
import { DatabaseZap, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./components/button.tsx";

const AGAIN_MS = 3_000;

export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return error.digest === "DATABASE_AWAY" ? (
    <DatabaseAway retry={retry} />
  ) : (
    <Fault error={error} retry={retry} />
  );
}

/** Comes back by itself as soon as the server is ready again. */
function DatabaseAway({ retry }: { retry: () => void }) {
  const t = useTranslations("shell.databaseAway");
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setTries((count) => count + 1);
      retry();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [retry]);
  return (
    <main role="alert" className="grid min-h-[70dvh] place-items-center px-6 py-16 text-center">
      <div className="max-w-md">
        <DatabaseZap aria-hidden className="mx-auto size-8 text-broken" strokeWidth={1.5} />
        <h1 className="mt-4 text-20">{t("title")}</h1>
        <p className="mt-2 text-muted-foreground">{t("body")}</p>
        <p className="mt-2 text-13 text-muted-foreground">{t("remedy")}</p>
        <p className="mt-6 text-13 text-muted-foreground" key={tries}>
          <span className="fade">{t("trying")}</span>
        </p>
      </div>
    </main>
  );
}

function Fault({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const t = useTranslations("shell.error");
  return (
    <main role="alert" className="grid min-h-[70dvh] place-items-center px-6 py-16 text-center">
      <div className="max-w-sm">
        <TriangleAlert aria-hidden className="mx-auto size-8 text-waiting" strokeWidth={1.5} />
        <h1 className="mt-4 text-20">{t("title")}</h1>
        <p className="mt-2 text-muted-foreground">{t("body")}</p>
        <Button className="mt-6" onClick={() => retry()}>
          {t("retry")}
        </Button>
        {error.digest ? (
          <p className="mt-6 font-mono text-12 text-muted-foreground">
            {t("code", { digest: error.digest })}
          </p>
        ) : null}
      </div>
    </main>
  );
}
