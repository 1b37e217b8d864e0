"use client";
import { createContext, type ReactNode, useContext } from "react";
import { chatAddress, studioAddress, tokenAddress } from "#lib/addresses.ts";

const Demo = createContext<string | null>(null);

/** @param demo of lib/demo.ts */
export const ElsewhereProvider = ({ demo, children }: { demo: string | null; children: ReactNode }) => (
  <Demo value={demo}>{children}</Demo>
);

/** Links out of the dashboard: to Telegram and Google, or to the sandbox that plays them. */
export function useElsewhere() {
  const demo = useContext(Demo);
  return {
    isDemo: demo !== null,
    chat: (username: string) => chatAddress(demo, username),
    token: tokenAddress(demo),
    studio: studioAddress(demo),
  };
}
