import type { ReactNode } from "react";
import { cn } from "../../components/cn.ts";

/** A drawn chat with @BotFather, which speaks English to everybody. */
export function BotFatherPicture({ label }: { label: string }) {
  return (
    <div role="img" aria-label={label} className="h-fit rounded-lg border bg-muted/50 text-12">
      <div aria-hidden className="flex items-center gap-2 border-b px-3 py-2">
        <span className="grid size-6 place-items-center rounded-full bg-primary font-semibold text-primary-foreground">
          B
        </span>
        <span className="font-medium">BotFather</span>
      </div>
      <div aria-hidden className="grid gap-1.5 p-3">
        <Said own>/newbot</Said>
        <Said>Choose a name for your bot.</Said>
        <Said own>Baraka</Said>
        <Said>Now choose a username. It must end in ‘bot’.</Said>
        <Said own>baraka_shop_bot</Said>
        <Said>
          Done! Use this token:
          <span className="mt-1 block rounded-sm bg-primary-soft px-1.5 py-0.5 font-mono ring-2 ring-primary/50">
            8012345678:AAH3x…
          </span>
        </Said>
      </div>
    </div>
  );
}

const Said = ({ own = false, children }: { own?: boolean; children: ReactNode }) => (
  <span
    className={cn(
      "w-fit max-w-[92%] rounded-lg px-2 py-1",
      own ? "justify-self-end bg-primary text-primary-foreground" : "border bg-background",
    )}
  >
    {children}
  </span>
);
