"use client";
// Where whoever has the conversation writes: a text, or a photo or file with a few words.
import { ArrowUp, Paperclip, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { CAPTION_MAX, FILE_MAX } from "#lib/conversations/file-limits.ts";
import { Button } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { controlLook } from "../../../components/input.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { writeInConversation } from "../actions.ts";
import { useComposerText } from "./composer-text.tsx";
import { kindOfFile, piecesOf } from "./upload.ts";

/** Telegram's own limit of a message. */
const MESSAGE_MAX = 4_096;

/** @param props.name of the person or group */
export function OperatorForm({ tenant, name, id }: { tenant: string; name: string; id: string }) {
  const t = useTranslations("conversations.write");
  const { text, setText } = useComposerText();
  const { save } = useSave();
  const [pending, setPending] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  // The same until it is stored: a try whose answer was lost is not a second message.
  const message = useRef<{ text: string; file: File | null; id: string }>({ text: "", file: null, id: "" });

  async function send(): Promise<void> {
    const said = text.trim();
    if ((!said && !file) || pending) return;
    if (message.current.text !== said || message.current.file !== file || !message.current.id)
      message.current = { text: said, file, id: crypto.randomUUID() };
    setPending(true);
    const isSent = await store(message.current);
    setPending(false);
    if (!isSent) return;
    message.current = { text: "", file: null, id: "" };
    setText("");
    setFile(null);
  }
  /** Each piece of a file is a save of its own: over a slow line a large one takes longer than a save may. */
  async function store({ text, file, id: messageId }: typeof message.current): Promise<boolean> {
    const again = () => void send();
    for await (const request of file ? piecesOf(tenant, messageId, file) : [])
      if (!(await save({ request, again, refresh: false })).ok) return false;
    const about = file ? { file: { kind: kindOfFile(file), name: file.name } } : {};
    const request = () => writeInConversation(tenant, { id, messageId, text, ...about });
    return (await save({ request, again })).ok;
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }
  function choose(chosen: File | null): void {
    const fits = chosen !== null && chosen.size > 0 && chosen.size <= FILE_MAX;
    setTooLarge(chosen !== null && !fits);
    setFile(fits ? chosen : null);
    // The same file can be chosen again.
    if (picker.current) picker.current.value = "";
  }
  return (
    <form
      className="mt-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {tooLarge ? (
        <p role="alert" className="mb-2 text-13 text-broken">
          {t("tooLarge")}
        </p>
      ) : null}
      {file ? (
        <p className="mb-2 flex min-w-0 items-center gap-2 text-13">
          <Paperclip aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          <span className="truncate">{file.name}</span>
          <Button size="icon" variant="ghost" aria-label={t("detach")} onClick={() => choose(null)}>
            <X aria-hidden />
          </Button>
        </p>
      ) : null}
      <div className="flex items-end gap-2">
        <input
          ref={picker}
          type="file"
          hidden
          onChange={(event) => choose(event.target.files?.[0] ?? null)}
        />
        <Button
          size="icon"
          variant="ghost"
          aria-label={t("attach")}
          className="size-10!"
          disabled={pending}
          onClick={() => picker.current?.click()}
        >
          <Paperclip aria-hidden />
        </Button>
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          rows={1}
          maxLength={file ? CAPTION_MAX : MESSAGE_MAX}
          readOnly={pending}
          aria-label={t("label", { name })}
          placeholder={t("placeholder")}
          className={cn(
            controlLook,
            "field-sizing-content block max-h-40 min-h-10 resize-none pointer-coarse:min-h-11 py-2",
          )}
        />
        <Button
          type="submit"
          size="icon"
          aria-label={t("send")}
          className="size-10!"
          pending={pending}
          disabled={!text.trim() && !file}
        >
          <ArrowUp aria-hidden />
        </Button>
      </div>
    </form>
  );
}
