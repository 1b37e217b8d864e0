"use client";
import { Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../components/button.tsx";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";
import { Dialog, DialogFooter } from "../components/dialog.tsx";
import { Hint } from "../components/hint.tsx";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "../components/menu.tsx";
import { MoveItems } from "../components/move-items.tsx";
import { Popover } from "../components/popover.tsx";
import { Sheet } from "../components/sheet.tsx";
import type { Result } from "../result.ts";
import { toast } from "../saving/toast.ts";
import { Specimen, SpecimenRow } from "./specimen.tsx";

type Openable = { open: boolean; onOpenChange: (open: boolean) => void };
const lost: Result<unknown> = {
  ok: false,
  code: "unreachable",
  error: "Not saved: no connection to the server.",
  values: {},
};

const ADialog = (state: Openable) => (
  <Dialog {...state} title="Add a bot" intro="Paste here what @BotFather answers.">
    <p>What it asks for.</p>
    <DialogFooter>
      <Button variant="secondary">Cancel</Button>
      <Button>Add</Button>
    </DialogFooter>
  </Dialog>
);
const ASheet = (state: Openable) => (
  <Sheet {...state} title="Key 1 …9f3c">
    What one looks at without leaving the list.
  </Sheet>
);
const AQuestion = (state: Openable) => (
  <ConfirmDialog
    {...state}
    title="Delete Key 1?"
    body="Bots stop using it at once. Confirm to see it fail."
    confirm="Delete key"
    destructive
    onConfirm={() => new Promise((done) => setTimeout(done, 800, lost))}
  />
);
const AMenu = () => (
  <Menu trigger={<Button variant="secondary">Menu</Button>} align="start">
    <MenuLabel>Language</MenuLabel>
    <MenuChoice checked>Oʻzbekcha</MenuChoice>
    <MenuChoice checked={false}>Русский</MenuChoice>
    <MenuSeparator />
    <MoveItems index={1} total={2} label={(name) => `Move: ${name}`} onMove={() => undefined} />
    <MenuSeparator />
    <MenuItem disabled>Disabled</MenuItem>
    <MenuItem destructive>
      <Trash2 aria-hidden />
      Delete
    </MenuItem>
  </Menu>
);
const APopover = (state: Partial<Openable>) => (
  <Popover {...state} trigger={<Button variant="secondary">Popover</Button>} align="start">
    <p className="w-56 p-4 text-13">Settings that hold for all of them.</p>
  </Popover>
);
const AHint = () => (
  <Hint text="23 November 2026, 14:05" side="bottom">
    <Button variant="secondary">Hint</Button>
  </Hint>
);

const modal = { Dialog: ADialog, Sheet: ASheet, ConfirmDialog: AQuestion };

const pointer = (type: string) => new PointerEvent(type, { bubbles: true, button: 0, pointerType: "mouse" });
const stay = { open: true, onOpenChange: () => undefined };

/** Each open, for a frame of its own. */
export const floating: { name: string; height: number; opened: ReactNode }[] = [
  { name: "Dialog", height: 280, opened: <ADialog {...stay} /> },
  { name: "Sheet", height: 280, opened: <ASheet {...stay} /> },
  { name: "ConfirmDialog", height: 280, opened: <AQuestion {...stay} /> },
  { name: "Popover", height: 280, opened: <APopover {...stay} /> },
  {
    name: "Menu",
    height: 380,
    opened: (
      <Poked by="pointerdown">
        <AMenu />
      </Poked>
    ),
  },
  {
    name: "Hint",
    height: 380,
    opened: (
      <Poked by="pointermove">
        <AHint />
      </Poked>
    ),
  },
];

/** Opens what only a pointer can open. */
function Poked({ by, children }: { by: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => place.current?.querySelector("button")?.dispatchEvent(pointer(by)), 500);
    return () => clearTimeout(timer);
  }, [by]);
  return <div ref={place}>{children}</div>;
}

export function Floating() {
  const [open, setOpen] = useState<string | null>(null);
  const retry = { label: "Try again", onClick: () => toast.success("Saved") };
  return (
    <Specimen name="Dialog, Sheet, ConfirmDialog, Menu, Popover, Hint, toasts">
      <SpecimenRow>
        {Object.entries(modal).map(([name, Modal]) => (
          <span key={name}>
            <Button variant="secondary" onClick={() => setOpen(name)}>
              {name}
            </Button>
            <Modal open={open === name} onOpenChange={(next) => setOpen(next ? name : null)} />
          </span>
        ))}
        <AMenu />
        <APopover />
        <AHint />
      </SpecimenRow>
      <SpecimenRow>
        <Button
          variant="secondary"
          onClick={() => toast.success("Saved", { description: "Live on 4/4 workers" })}
        >
          Saved
        </Button>
        <Button
          variant="secondary"
          onClick={() => toast.warning("Saved", { description: "Live on 3/4 workers" })}
        >
          Late
        </Button>
        <Button
          variant="secondary"
          onClick={() => toast.error("Not saved: no connection to the server.", { action: retry })}
        >
          Not saved
        </Button>
      </SpecimenRow>
    </Specimen>
  );
}
