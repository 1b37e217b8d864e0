import { BarChart3, Contact, ListChecks, MapPin } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";

/** Kinds of messages that are stored in words (bots/turn/content.ts), with their pictures. */
const kinds = {
  location: MapPin,
  place: MapPin,
  contact: Contact,
  poll: BarChart3,
  quiz: BarChart3,
  checklist: ListChecks,
};
const KIND = new RegExp(`^\\[(${Object.keys(kinds).join("|")}): (.+)\\]$`);

/** What a person said, with places, contacts and the like named in the reader's language. */
export function SaidText({ text }: { text: string }) {
  const t = useTranslations("conversations.kind");
  return text.split("\n").map((line, i) => {
    const [, kind, about] = KIND.exec(line) ?? [];
    const name = kind as keyof typeof kinds;
    const Icon = kind ? kinds[name] : null;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text never move
      <Fragment key={i}>
        {i > 0 ? "\n" : null}
        {Icon ? (
          <span className="inline-flex min-w-0 items-baseline gap-1.5">
            <Icon aria-hidden className="size-4 shrink-0 self-center text-muted-foreground" />
            <span>
              <span className="text-muted-foreground">{t(name)}: </span>
              {about}
            </span>
          </span>
        ) : (
          line
        )}
      </Fragment>
    );
  });
}
