import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ApiEndpoint } from "#lib/api/endpoint.ts";
import { endpoints } from "#lib/api/endpoints.ts";
import { failuresOf, schemaOf } from "#lib/api/openapi.ts";
import { PER_TENANT, PER_TOKEN } from "#lib/api/pace.ts";
import { API_ROOT } from "#lib/api/root.ts";
import { textOf } from "#lib/api/schema-text.ts";
import { env } from "#lib/env.ts";
import { LanguageLine } from "../../shell/language-line.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tokens.reference"))("title") };
}

const anchorOf = ({ method, path }: ApiEndpoint) => `${method}${path}`.replace(/\W+/g, "-").toLowerCase();

/** What the API can do: the same table that requests are routed by. Open to everybody, and says nothing of anybody. */
export default async function ReferencePage() {
  const t = await getTranslations("tokens.reference");
  const groups = [...Map.groupBy(endpoints, ({ tag }) => tag)];
  const root = `${env().PUBLIC_URL.replace(/\/$/, "")}${API_ROOT}`;
  return (
    <main id="content" className="pad mx-auto w-full max-w-3xl py-6 md:py-9">
      <LanguageLine />
      <h1 className="text-20">{t("title")}</h1>
      <p className="mt-0.5 text-muted-foreground">{t("intro")}</p>
      <p className="mt-3 text-13">
        <a href={`${API_ROOT}/openapi.json`} className="inline-flex underline underline-offset-4">
          {t("openapi")}
        </a>
      </p>
      <nav aria-label={t("title")} className="mt-6 grid gap-4 sm:grid-cols-2">
        {groups.map(([tag, of]) => (
          <div key={tag}>
            <p className="font-medium text-13">{tag}</p>
            <ul className="mt-1 text-13">
              {of.map((endpoint) => (
                <li key={anchorOf(endpoint)}>
                  <a
                    href={`#${anchorOf(endpoint)}`}
                    className="text-muted-foreground pointer-coarse:block pointer-coarse:py-3 hover:text-foreground"
                  >
                    {endpoint.summary}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <h2 className="mt-9 text-16">{t("start")}</h2>
      <Code>{`curl -H "Authorization: Bearer bf_…" ${root}/me`}</Code>
      <h2 className="mt-9 text-16">{t("errors")}</h2>
      <p className="mt-0.5 text-13 text-muted-foreground">{t("errorsBody")}</p>
      <Code>{`{ "error": { "code": "not_found", "message": "It is no longer there. …", "field": "ids" } }`}</Code>
      <h2 className="mt-9 text-16">{t("limits")}</h2>
      <p className="mt-0.5 text-13 text-muted-foreground">
        {t("limitsBody", { token: PER_TOKEN, tenant: PER_TENANT })}
      </p>
      {groups.map(([tag, of]) => (
        <section key={tag} className="mt-12">
          <h2 className="text-16">{tag}</h2>
          {of.map((endpoint) => (
            <Endpoint key={anchorOf(endpoint)} endpoint={endpoint} />
          ))}
        </section>
      ))}
    </main>
  );
}

// It scrolls, so that a keyboard must reach it.
const Code = ({ children }: { children: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
  <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-md border bg-muted/50 p-3 font-mono text-12">
    {children}
  </pre>
);

async function Endpoint({ endpoint }: { endpoint: ApiEndpoint }) {
  const t = await getTranslations("tokens.reference");
  const { method, path, scope, summary, description, query, body, answer, status = 200 } = endpoint;
  const asked = Object.keys(query.shape).length > 0;
  return (
    <article id={anchorOf(endpoint)} className="mt-6 scroll-mt-4 border-t pt-4">
      <h3 className="text-14">{summary}</h3>
      <p className="mt-1 break-all font-mono text-13">
        <b className="font-semibold">{method}</b> {path}
      </p>
      <p className="mt-1 text-13 text-muted-foreground">
        {t("scope")}: <code className="font-mono text-12">{scope ?? t("anyScope")}</code>
      </p>
      {description ? <p className="mt-2 text-13">{description}</p> : null}
      {asked ? <Part title={t("query")} text={textOf(schemaOf(query, "input"))} /> : null}
      {body ? <Part title={t("body")} text={textOf(schemaOf(body, "input"))} /> : null}
      {answer ? (
        <Part title={`${t("answer")} ${status}`} text={textOf(schemaOf(answer, "output"))} />
      ) : (
        <p className="mt-2 text-13">
          {t("answer")} {status}: {t("nothing")}
        </p>
      )}
      <details className="mt-2 text-13">
        <summary className="cursor-pointer pointer-coarse:py-3 text-muted-foreground">
          {t("failures")}
        </summary>
        <ul className="mt-1 grid gap-0.5 pl-4">
          {Object.entries(failuresOf(endpoint)).map(([code, text]) => (
            <li key={code}>
              <span className="font-mono text-12">{code}</span> {text}
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}

const Part = ({ title, text }: { title: string; text: string }) => (
  <details className="mt-2 text-13">
    <summary className="cursor-pointer pointer-coarse:py-3 text-muted-foreground">{title}</summary>
    <Code>{text}</Code>
  </details>
);
