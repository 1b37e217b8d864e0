"use client";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslations } from "next-intl";

/** What people think of an answer, if they have said so in the chat. */
export function Thumbs({ liked, disliked }: { liked: number; disliked: number }) {
  const t = useTranslations("answers");
  if (liked === 0 && disliked === 0) return null;
  return (
    <span className="inline-flex items-center gap-2 text-12 tabular-nums">
      {liked > 0 ? (
        <span className="inline-flex items-center gap-1 text-works" title={t("liked", { count: liked })}>
          <ThumbsUp role="img" aria-label={t("liked", { count: liked })} className="size-3.5" />
          {liked > 1 ? liked : null}
        </span>
      ) : null}
      {disliked > 0 ? (
        <span
          className="inline-flex items-center gap-1 text-broken"
          title={t("disliked", { count: disliked })}
        >
          <ThumbsDown role="img" aria-label={t("disliked", { count: disliked })} className="size-3.5" />
          {disliked > 1 ? disliked : null}
        </span>
      ) : null}
    </span>
  );
}
