"use client";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { labelIn } from "#lib/keys/default-label.ts";
import { dollarsOf } from "#lib/prices/cost.ts";
import type { Replayed } from "#lib/replay/replay.ts";
import type { Tried } from "#lib/replay/try.ts";
import { Notice } from "../../../components/notice.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { useTimeWords } from "../../../components/time.tsx";

interface Props {
  tried: Tried;
  madeUp: boolean;
  nameOf(model: string): string;
  /** Shown under the figures: the next step. */
  use: ReactNode;
}

/** The figures as they are beside those after the change. */
export function TryResult({ tried, madeUp, nameOf, use }: Props) {
  const t = useTranslations("replay");
  const { exact } = useTimeWords();
  const { count, dollars, percent } = useNumbers();
  const { asIs, changed, from, to } = tried;
  if (asIs.asked === 0) {
    return (
      <Notice className="mt-5" title={t("noneTitle")}>
        {t(madeUp ? "noneFollow" : "noneBody")}
      </Notice>
    );
  }
  const [before, after] = [dollarsOf(asIs.costMicros), dollarsOf(changed.costMicros)];
  const change = before && after !== null ? (after - before) / before : 0;
  const cost =
    before === null || after === null
      ? t("costsUnknown")
      : before === after
        ? t("costsSame", { after: dollars(after) })
        : t("costs", { before: dollars(before), after: dollars(after), percent: percent(change) });
  const gained = changed.answered + changed.later - asIs.answered - asIs.later;
  const verdict = gained > 0 ? "moreAnswered" : gained < 0 ? "fewerAnswered" : "sameAnswered";
  return (
    <section className="mt-6" aria-live="polite">
      <Notice tone={gained > 0 ? "works" : gained < 0 ? "broken" : "info"} title={cost}>
        {t(verdict, { count: Math.abs(gained), shown: count(Math.abs(gained)) })}.{" "}
        {t("asked", { count: asIs.asked, shown: count(asIs.asked), from: exact(from), to: exact(to) })}
      </Notice>
      <table className="mb-5 w-full text-13">
        <thead className="text-12 text-muted-foreground">
          <tr className="border-b">
            <td />
            <th scope="col" className="w-24 py-1.5 text-right font-normal">
              {t("asIs")}
            </th>
            <th scope="col" className="w-24 py-1.5 text-right font-normal">
              {t("changed")}
            </th>
          </tr>
        </thead>
        <Figures asIs={asIs} changed={changed} />
        <Served asIs={asIs} changed={changed} nameOf={nameOf} />
      </table>
      {(["untried", "assumed", "unlimited"] as const).map((what) =>
        tried[what].length > 0 ? (
          <p key={what} className="mb-3 text-12 text-muted-foreground">
            {t(what, { models: tried[what].map(nameOf).join(", ") })}
          </p>
        ) : null,
      )}
      <div className="mt-5">{use}</div>
    </section>
  );
}

type Sides = Pick<Tried, "asIs" | "changed">;

function Row({ name, asIs, changed }: { name: ReactNode; asIs: ReactNode; changed: ReactNode }) {
  const figure = "py-1.5 pl-3 text-right align-top tabular-nums";
  return (
    <tr className="border-b last:border-0">
      <th scope="row" className="py-1.5 text-left font-normal">
        {name}
      </th>
      <td className={`${figure} text-muted-foreground`}>{asIs}</td>
      <td className={`${figure} font-medium`}>{changed}</td>
    </tr>
  );
}

function Figures({ asIs, changed }: Sides) {
  const t = useTranslations("replay");
  const { count, hundredths, dollars, tenths } = useNumbers();
  const seconds = (ms: number | null) => (ms === null ? "–" : t("seconds", { value: tenths(ms / 1000) }));
  const row = (name: Parameters<typeof t>[0], of: (side: Replayed) => string) => (
    <Row key={name} name={t(name)} asIs={of(asIs)} changed={of(changed)} />
  );
  const some = (of: (side: Replayed) => number) => of(asIs) + of(changed) > 0;
  return (
    <tbody>
      {row("answered", (side) => count(side.answered))}
      {some(({ later }) => later) ? row("later", (side) => count(side.later)) : null}
      {some(({ refused }) => refused) ? row("refused", (side) => count(side.refused)) : null}
      {row("unanswered", (side) => count(side.unanswered))}
      {row("attempts", (side) => hundredths(side.attempts / side.asked))}
      {row("cost", (side) => {
        const cost = dollarsOf(side.costMicros);
        return cost === null ? t("notKnown") : dollars(cost);
      })}
      {row("median", (side) => seconds(side.medianMs))}
      {row("p95", (side) => seconds(side.p95Ms))}
    </tbody>
  );
}

function Served({ asIs, changed, nameOf }: Sides & Pick<Props, "nameOf">) {
  const locale = useLocale();
  const t = useTranslations("replay");
  const { count } = useNumbers();
  const idOf = ({ model, key }: Replayed["served"][number]) => `${model} ${key.id}`;
  const all = new Map([...changed.served, ...asIs.served].map((each) => [idOf(each), each]));
  const answersOf = (side: Replayed, id: string) => {
    const answers = side.served.find((each) => idOf(each) === id)?.answers;
    return answers === undefined ? "–" : count(answers);
  };
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3} className="pt-4 pb-1 text-left font-medium">
          {all.size > 0 ? t("who") : t("nobody")}
        </th>
      </tr>
      {[...all].map(([id, { model, key }]) => {
        const number = /^new:(\d+)$/.exec(key.id)?.[1];
        const name = (
          <>
            <span className="block">{nameOf(model)}</span>
            <span className="block text-12 text-muted-foreground">
              {number
                ? t("newKey", { number })
                : [labelIn(locale, key.label), key.last4 && `…${key.last4}`].filter(Boolean).join(" ")}
            </span>
          </>
        );
        return <Row key={id} name={name} asIs={answersOf(asIs, id)} changed={answersOf(changed, id)} />;
      })}
    </tbody>
  );
}
