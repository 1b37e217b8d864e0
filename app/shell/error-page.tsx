"use client";
// What stands in the place of a page that failed; app/error.tsx loads it.
import { DatabaseZap, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ReadinessCheck } from "#lib/live-config/readiness.ts";
import { Button } from "../components/button.tsx";

const AGAIN_MS = 2_000;

export interface ErrorProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** Whether the server says that its database is away; null where it says nothing. */
async function askWhetherAway(): Promise<boolean | null> {
  try {
    const response = await fetch("/api/ready", { signal: AbortSignal.timeout(15_000) });
    const { checks } = (await response.json()) as { checks: ReadinessCheck[] };
    return checks.some(({ name, ok }) => name === "database" && !ok);
  } catch {
    return null;
  }
}

/** In production Next hides the cause of an error, so the server is asked whether its database is away. */
export function PageFault({ error, retry }: ErrorProps) {
  const [away, setAway] = useState<boolean>();
  useEffect(() => {
    void askWhetherAway().then((answer) => setAway(answer === true));
  }, []);
  if (away === undefined) return <main aria-busy className="min-h-[70dvh]" />;
  return away ? <DatabaseAway retry={retry} /> : <Fault error={error} retry={retry} />;
}

/** Retries until the database is back. */
function DatabaseAway({ retry }: Pick<ErrorProps, "retry">) {
  const t = useTranslations("shell.databaseAway");
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const again = () => {
      timer = setTimeout(async () => {
        const away = await askWhetherAway();
        if (over) return;
        setTries((count) => count + 1);
        if (away === false) retry();
        again();
      }, AGAIN_MS);
    };
    again();
    return () => {
      over = true;
      clearTimeout(timer);
    };
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

function Fault({ error, retry }: ErrorProps) {
  const t = useTranslations("shell.error");
  return (
    <main role="alert" className="grid min-h-[70dvh] place-items-center px-6 py-16 text-center">
      <div className="max-w-sm">
        <TriangleAlert aria-hidden className="mx-auto size-8 text-waiting" strokeWidth={1.5} />
        <h1 className="mt-4 text-20">{t("title")}</h1>
        <p className="mt-2 text-muted-foreground">{t("body")}</p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          <Button onClick={() => retry()}>{t("retry")}</Button>
          <Button asChild variant="secondary">
            {/* A new document: what failed may be the page's own code. */}
            <a href="/">{t("back")}</a>
          </Button>
        </div>
        {error.digest ? (
          <p className="mt-6 font-mono text-12 text-muted-foreground">
            {t("code", { digest: error.digest })}
          </p>
        ) : null}
      </div>
    </main>
  );
}
