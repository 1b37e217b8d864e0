"use client";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useNumbers } from "../../components/numbers.ts";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";

/** Answers that people put a 👍 or a 👎 on in the chat. */
export function Ratings(props: { tenant: string; liked: number; disliked: number; span: Given }) {
  const { tenant, liked, disliked, span } = props;
  const t = useTranslations("analytics.ratings");
  const numbers = useNumbers();
  return (
    <section>
      <h2 className="mb-1 text-16">{t("title")}</h2>
      {liked + disliked === 0 ? (
        <p className="text-13 text-muted-foreground">{t("none")}</p>
      ) : (
        <p className="flex flex-wrap gap-x-6 gap-y-1 text-14">
          <Link
            href={answersLink(tenant, { ...span, rating: "good" })}
            prefetch={false}
            className="inline-flex items-center gap-1.5 text-works underline-offset-4 hover:underline"
          >
            <ThumbsUp aria-hidden className="size-4" />
            {t("liked", { count: liked, value: numbers.count(liked) })}
          </Link>
          <Link
            href={answersLink(tenant, { ...span, rating: "bad" })}
            prefetch={false}
            className="inline-flex items-center gap-1.5 text-broken underline-offset-4 hover:underline"
          >
            <ThumbsDown aria-hidden className="size-4" />
            {t("disliked", { count: disliked, value: numbers.count(disliked) })}
          </Link>
        </p>
      )}
    </section>
  );
}
