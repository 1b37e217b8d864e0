import { File, Video } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MessageFile } from "#lib/conversations/message-file.ts";

interface Props {
  tenant: string;
  /** Id of the answer or message. */
  entry: string;
  files: readonly MessageFile[];
}

/** What people and operators have sent, as what it is: pictures and voices in the page, the rest to be downloaded. */
export function ChatFiles({ tenant, entry, files }: Props) {
  return files.map((file, at) => {
    const address = `/api/file/${entry}?${new URLSearchParams({ tenant, ...(at > 0 && { at: String(at) }) })}`;
    return <ChatFile key={address} address={address} file={file} />;
  });
}

function ChatFile({ address, file }: { address: string; file: MessageFile }) {
  const t = useTranslations("conversations.file");
  const { kind, name, type } = file;
  const isPicture = kind === "photo" || (kind === "sticker" && type === "image/webp");
  if (isPicture)
    return (
      <a href={address} target="_blank" rel="noreferrer" className="mb-1 block">
        {/* biome-ignore lint/performance/noImgElement: a private picture, which no image server may keep */}
        <img
          src={address}
          alt={t(kind)}
          loading="lazy"
          className="max-h-64 min-h-16 min-w-16 rounded-md bg-muted object-contain text-13"
        />
      </a>
    );
  if (kind === "voice" || kind === "audio")
    return (
      <span className="mb-1 block">
        <span className="sr-only">{name ?? t(kind)}</span>
        {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said */}
        <audio controls preload="none" src={address} className="h-10 w-64 max-w-full" />
      </span>
    );
  const Icon = kind === "document" ? File : Video;
  return (
    <a
      href={address}
      target="_blank"
      rel="noreferrer"
      className="mb-1 flex min-w-0 items-center gap-2 font-medium underline-offset-4 hover:underline"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{name ?? t(kind)}</span>
    </a>
  );
}

/** Without the "[photo]" that stands for a file without words. */
export const wordsBeside = (text: string, files: readonly MessageFile[]): string =>
  files.length === 0
    ? text
    : text
        .split("\n")
        .filter((line) => !/^\[[^\]]+\]$/.test(line))
        .join("\n");
