"use client";
import type { ReactNode } from "react";
import { Menu, MenuSeparator } from "../components/menu.tsx";
import { loading } from "../on-demand.tsx";
import { initialOf } from "./initial.ts";
import type { ShellProps } from "./nav.ts";

const entries = loading(() => import("./account-entries.tsx"));

interface Props {
  tenant: string;
  person: ShellProps["person"];
  /** Entries before the account's own: pages that do not fit elsewhere. */
  pages?: ReactNode;
  trigger: ReactNode;
}

export function UserMenu({ tenant, person, pages, trigger }: Props) {
  return (
    <Menu align="start" side="top" className="w-60" trigger={trigger} entries={entries}>
      {pages ? (
        <>
          {pages}
          <MenuSeparator />
        </>
      ) : null}
      <Own tenant={tenant} person={person} />
    </Menu>
  );
}

/** Rendered once the menu is there. */
function Own(props: Pick<ShellProps, "tenant" | "person">) {
  const Entries = entries.now();
  return Entries ? <Entries.AccountEntries {...props} /> : null;
}

export const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="grid size-6 shrink-0 place-items-center rounded-full bg-foreground/8 font-semibold text-12 text-muted-foreground"
  >
    {initialOf(name)}
  </span>
);
