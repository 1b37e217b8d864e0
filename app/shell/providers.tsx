"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { ThemeProvider, useTheme } from "next-themes";
import { type ReactNode, useEffect, useState } from "react";
import { ZONE_COOKIE } from "../cookies.ts";
import { useLoaded } from "../on-demand.tsx";
import { RefreshProvider, useRefresh } from "../saving/refresh.tsx";
import { showWaiting, toaster } from "../saving/toast.ts";
import { ConnectionBar } from "./connection-bar.tsx";

/** @param stamp when the server rendered the page */
export function Providers(props: { nonce?: string; stamp: number; children: ReactNode }) {
  const { nonce, stamp, children } = props;
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange {...(nonce ? { nonce } : {})}>
      <RefreshProvider stamp={stamp}>
        <ConnectionBar />
        {children}
        <Zone />
      </RefreshProvider>
      <Toasts />
    </ThemeProvider>
  );
}

// Not focus: a dialog that an address opens takes it.
const touches = ["pointerdown", "keydown", "input", "click"] as const;

function Toasts() {
  const t = useTranslations("shell");
  const { resolvedTheme } = useTheme();
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    const onTouch = () => setTouched(true);
    for (const event of touches) window.addEventListener(event, onTouch, { once: true });
    return () => {
      for (const event of touches) window.removeEventListener(event, onTouch);
    };
  }, []);
  const Sonner = useLoaded(toaster, touched);
  useEffect(() => {
    if (Sonner) showWaiting();
  }, [Sonner]);
  if (!Sonner) return null;
  return (
    <Sonner.Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      containerAriaLabel={t("toasts")}
      mobileOffset={{ bottom: "calc(4.5rem + env(safe-area-inset-bottom))", left: 12, right: 12 }}
      toastOptions={{
        className: "!rounded-lg !border-0 !bg-raised !text-foreground !shadow-float !font-sans !text-13",
        classNames: {
          description: "!text-muted-foreground",
          success: "[&_[data-icon]]:!text-works",
          error: "[&_[data-icon]]:!text-broken",
          warning: "[&_[data-icon]]:!text-waiting",
          actionButton: "!rounded-md !bg-muted !text-foreground !font-medium",
        },
      }}
    />
  );
}

/** Tells the server the time zone of the device, for times rendered there. */
function Zone() {
  const known = useTimeZone();
  const { refresh } = useRefresh();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === known) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${ZONE_COOKIE}=${zone}; path=/; max-age=31536000; samesite=lax`;
    refresh();
  }, [known, refresh]);
  return null;
}
