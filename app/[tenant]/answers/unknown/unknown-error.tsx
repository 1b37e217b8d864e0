"use client";
// One failure that no rule knows: what Google said, how often, and what an admin says that it is.
import { useTranslations } from "next-intl";
import { type GivenClass, givenClasses, isGiven } from "#lib/answers/given-classes.ts";
import type { UnknownErrorView } from "#lib/answers/unknown-errors.ts";
import { useClassWords } from "../../../components/class-words.ts";
import { Select } from "../../../components/select.tsx";
import { RelativeTime } from "../../../components/time.tsx";
import { useChanges } from "../../../saving/use-changes.ts";
import { classify } from "./actions.ts";

interface Props {
  tenant: string;
  error: UnknownErrorView;
  /** Whether this person may say what it is. */
  editable: boolean;
}

const STILL_UNKNOWN = "unknown" as const;

export function UnknownError({ tenant, error, editable }: Props) {
  const t = useTranslations("answers.unknown");
  const words = useClassWords();
  const { value: given, change } = useChanges<GivenClass | null>(error.class);

  function choose(value: string): void {
    const next = isGiven(value) ? value : null;
    change(
      () => next,
      {
        request: () => classify(tenant, { fingerprint: error.fingerprint, given: next }),
        done: ({ live }) => ({ message: t("saved"), live }),
      },
      { whole: true },
    );
  }

  const options = [STILL_UNKNOWN, ...givenClasses].map((value) => ({ value, label: words.name(value) }));
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 py-4">
      <div className="min-w-64 flex-1">
        <p className="break-words font-mono text-13">{error.reason}</p>
        <p className="mt-1 text-12 text-muted-foreground">
          {error.httpStatus === null ? null : <>HTTP {error.httpStatus} · </>}
          {t("times", { count: error.times })} · <RelativeTime date={error.lastAt} />
        </p>
      </div>
      <div className="w-72 max-md:w-full">
        <Select
          aria-label={t("whatItIs")}
          value={given ?? STILL_UNKNOWN}
          onValueChange={choose}
          options={options}
          disabled={!editable}
          className="w-full"
        />
        <p className="mt-1.5 text-12 text-muted-foreground">{words.doing(given ?? STILL_UNKNOWN)}</p>
      </div>
    </li>
  );
}
