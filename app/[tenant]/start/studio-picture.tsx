import { Copy, KeyRound, Plus } from "lucide-react";

/** A drawn page "API keys" of Google AI Studio: where the button is, and where a key is copied. */
export function StudioPicture({ label }: { label: string }) {
  return (
    <div
      role="img"
      aria-label={label}
      className="h-fit overflow-hidden rounded-lg border bg-background text-12"
    >
      <div aria-hidden className="flex items-center gap-1.5 border-b bg-muted/50 px-3 py-1.5">
        <span className="size-2 rounded-full bg-strong" />
        <span className="size-2 rounded-full bg-strong" />
        <span className="ml-1 truncate rounded-sm bg-background px-2 font-mono text-muted-foreground">
          aistudio.google.com/apikey
        </span>
      </div>
      <div aria-hidden className="grid gap-3 p-3">
        <div className="flex items-center justify-between gap-2">
          <span className="flex items-center gap-1.5 font-medium">
            <KeyRound className="size-3.5" />
            API keys
          </span>
          <span className="flex items-center gap-1 rounded-full bg-primary px-2.5 py-1 font-medium text-primary-foreground ring-2 ring-primary/40 ring-offset-2 ring-offset-background">
            <Plus className="size-3.5" />
            Create API key
          </span>
        </div>
        <div className="rounded-md border">
          {["AQ.Ab8RN6K…", "AQ.Ab8RN6J…"].map((key, i) => (
            <div key={key} className="flex items-center gap-2 px-2.5 py-1.5 not-first:border-t">
              <span className="flex-1 font-mono">{key}</span>
              <span
                className={
                  i === 0
                    ? "grid size-6 place-items-center rounded-md bg-primary-soft ring-2 ring-primary/60"
                    : "grid size-6 place-items-center text-muted-foreground"
                }
              >
                <Copy className="size-3.5" />
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
