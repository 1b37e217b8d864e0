"use client";
// One picture above the text, sent in pieces: a lost one is sent again.
import { ImagePlus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { PICTURE_MAX } from "#lib/broadcasts/buttons.ts";
import { Button } from "../../../components/button.tsx";
import { piecesIn } from "../../../file-pieces.ts";
import { useSave } from "../../../saving/use-save.ts";
import { dropPicture, uploadPicturePiece } from "../actions.ts";

interface Props {
  tenant: string;
  /** Of the broadcast. */
  id: string;
  /** Of the picture's file; null: none. */
  name: string | null;
}

export function PicturePanel({ tenant, id, name }: Props) {
  const t = useTranslations("broadcasts.picture");
  const { save } = useSave();
  const [pending, setPending] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const picker = useRef<HTMLInputElement>(null);

  async function upload(file: File): Promise<void> {
    for await (const { position, last, base64 } of piecesIn(file)) {
      const piece = { id, position, last, base64, name: file.name.slice(-300) };
      const request = () => uploadPicturePiece(tenant, piece);
      const answer = await save({
        request,
        again: () => void choose(file),
        done: () => (last ? t("saved") : null),
        ...(last ? {} : { refresh: false }),
      });
      if (!answer.ok) return;
    }
  }
  async function choose(file: File | null): Promise<void> {
    // The same file can be chosen again.
    if (picker.current) picker.current.value = "";
    if (!file) return;
    const fits = file.size > 0 && file.size <= PICTURE_MAX;
    setTooLarge(!fits);
    if (!fits) return;
    setPending(true);
    await upload(file);
    setPending(false);
  }
  return (
    <section className="mt-6 border-t pt-5">
      <h2 className="text-14">{t("title")}</h2>
      <p className="mt-0.5 mb-3 text-13 text-muted-foreground">{t("intro")}</p>
      {tooLarge ? (
        <p role="alert" className="mb-2 text-13 text-broken">
          {t("tooLarge")}
        </p>
      ) : null}
      <div className="flex min-w-0 flex-wrap items-center gap-2 text-13">
        {name ? <span className="min-w-0 truncate">{name}</span> : null}
        <input
          ref={picker}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          hidden
          onChange={(event) => void choose(event.target.files?.[0] ?? null)}
        />
        <Button variant="secondary" size="sm" pending={pending} onClick={() => picker.current?.click()}>
          <ImagePlus aria-hidden />
          {t(name ? "replace" : "choose")}
        </Button>
        {name ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() =>
              void save({ request: () => dropPicture(tenant, { id }), done: () => t("dropped") })
            }
          >
            <X aria-hidden />
            {t("drop")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
