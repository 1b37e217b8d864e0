"use client";
import { type ReactNode, useState } from "react";
import { Button } from "../components/button.tsx";
import { Copy } from "../components/copy.tsx";
import { Dialog, DialogFooter } from "../components/dialog.tsx";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  words: Record<"title" | "intro" | "madeTitle" | "once" | "copy" | "done", string>;
  /** Asks for what is needed. @param onMade given the secret */
  children: (onMade: (secret: string) => void) => ReactNode;
}

/** Makes something with a secret, which it shows this once. */
export function SecretDialog({ open, onOpenChange, words, children }: Props) {
  const [secret, setSecret] = useState<string | null>(null);
  function change(next: boolean): void {
    onOpenChange(next);
    if (!next) setSecret(null);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={secret ? words.madeTitle : words.title}
      intro={secret ? words.once : words.intro}
    >
      {secret ? (
        <>
          <div className="flex items-center gap-3 rounded-lg border px-4 py-3">
            <code className="min-w-0 flex-1 break-all font-mono text-12">{secret}</code>
            <Copy text={secret} label={words.copy} />
          </div>
          <DialogFooter>
            <Button onClick={() => change(false)}>{words.done}</Button>
          </DialogFooter>
        </>
      ) : (
        children(setSecret)
      )}
    </Dialog>
  );
}
