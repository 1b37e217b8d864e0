"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../../components/button.tsx";

interface Props {
  name: string;
  /** Address of the messages before these, and of the newest ones. */
  earlier: string | null;
  later: string | null;
  /** Id of the newest entry; null: older ones are shown. */
  newest: string | null;
  children: ReactNode;
}

/** Close enough to the end that whoever reads there wants to see what comes. */
const NEAR_END = 120;

/** Scrolls to what is new, unless somebody reads further up. */
export function ThreadLog({ name, earlier, later, newest, children }: Props) {
  const t = useTranslations("conversations");
  const log = useRef<HTMLDivElement>(null);
  const wasNear = useRef(true);
  useEffect(() => {
    if (newest && wasNear.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [newest]);
  return (
    <div
      ref={log}
      role="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard
      tabIndex={0}
      aria-label={t("log", { name })}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        wasNear.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
      className="grid max-h-[50dvh] min-h-48 grid-cols-1 md:max-h-[60dvh] content-start gap-3 overflow-y-auto bg-muted/40 p-3 md:p-4"
    >
      {earlier ? (
        <Button asChild variant="secondary" size="sm" className="justify-self-center">
          <Link href={earlier}>{t("earlier")}</Link>
        </Button>
      ) : null}
      {children}
      {later ? (
        <Button asChild variant="secondary" size="sm" className="justify-self-center">
          <Link href={later}>{t("later")}</Link>
        </Button>
      ) : null}
    </div>
  );
}
