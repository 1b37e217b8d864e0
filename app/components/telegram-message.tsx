import type { ReactNode } from "react";
import type { Entity, Rendered } from "#lib/markdown/entities.ts";

function wrap(children: ReactNode, { type, url }: Entity): ReactNode {
  if (type === "bold") return <strong>{children}</strong>;
  if (type === "italic") return <em>{children}</em>;
  if (type === "strikethrough") return <s>{children}</s>;
  if (type === "code" || type === "pre") return <code className="font-mono text-13">{children}</code>;
  if (type === "blockquote") return <span className="border-l-2 pl-2 text-muted-foreground">{children}</span>;
  // Model output is untrusted: no other scheme becomes a link.
  if (!url || !/^https?:/.test(url)) return children;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="text-primary underline underline-offset-4">
      {children}
    </a>
  );
}

/** One message as Telegram shows it. */
export function TelegramMessage({ text, entities }: Rendered) {
  const cuts = new Set([
    0,
    text.length,
    ...entities.flatMap(({ offset, length }) => [offset, offset + length]),
  ]);
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const covering = entities.filter(({ offset, length }) => offset <= from && from < offset + length);
    const piece: ReactNode = text.slice(from, edges[i + 1]);
    return <span key={from}>{covering.reduceRight(wrap, piece)}</span>;
  });
}
