import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { labelIn } from "#lib/keys/default-label.ts";
import { roles } from "#lib/people/can.ts";
import { deviceName } from "#lib/people/device-name.ts";
import type { RecordView } from "#lib/record/list.ts";
import { RelativeTime } from "../../components/time.tsx";
import { changesIn, type FactValue } from "./changes.ts";

/** Each entry in words: what, about what, who, from where, and what changed. */
export function RecordList({ tenant, rows }: { tenant: string; rows: readonly RecordView[] }) {
  return (
    <ol className="divide-y border-y">
      {rows.map((row) => (
        <Entry key={row.id} tenant={tenant} row={row} />
      ))}
    </ol>
  );
}

function Entry({ tenant, row }: { tenant: string; row: RecordView }) {
  const t = useTranslations("audit");
  const locale = useLocale();
  const { subject, platform, address, agent, at, action } = row;
  const name = subject && labelIn(locale, subject.name);
  const what = t.has(`action.${action}` as "title") ? t(`action.${action}` as "title") : action;
  const where = [address && t("from", { address }), agent && deviceName(agent)].filter(Boolean).join(" · ");
  return (
    <li className={platform ? "-mx-3 border-waiting border-l-2 bg-waiting/7 px-3 py-3" : "py-3"}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <p className="min-w-0 break-words font-medium text-14">
          {what}
          {subject ? (
            <>
              {": "}
              {subject.path ? (
                <Link
                  href={`/${tenant}/${subject.path}`}
                  prefetch={false}
                  className="underline underline-offset-4"
                >
                  {name}
                </Link>
              ) : (
                name
              )}
            </>
          ) : null}
        </p>
        <span className="text-12 text-muted-foreground">
          <RelativeTime date={at} />
        </span>
      </div>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-13 text-muted-foreground">
        {platform ? (
          <span className="inline-flex items-center gap-1 font-medium text-waiting" title={t("visitorNote")}>
            <ShieldAlert aria-hidden className="size-3.5" />
            {t("visitor")}
          </span>
        ) : null}
        <span>{row.actor ?? t("platformItself")}</span>
        {where ? <span>· {where}</span> : null}
      </p>
      <Changes row={row} />
    </li>
  );
}

function Changes({ row }: { row: RecordView }) {
  const t = useTranslations("audit");
  const role = useTranslations("people.role");
  const locale = useLocale();
  const changes = changesIn(row);
  if (changes.length === 0) return null;
  function shown(value: FactValue): string {
    if (value === null || value === "") return t("none");
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    const name = roles.find((each) => each === value);
    return name ? role(name) : labelIn(locale, String(value));
  }
  return (
    <dl className="mt-1.5 grid grid-cols-[minmax(0,max-content)_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-12">
      {changes.map(({ name, before, after }) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">
            {t.has(`fact.${name}` as "title") ? t(`fact.${name}` as "title") : name}
          </dt>
          <dd className="min-w-0 break-words">
            {row.before === null ? shown(after) : t("change", { before: shown(before), after: shown(after) })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
