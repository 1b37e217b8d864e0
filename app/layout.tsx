import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale, getMessages, getTimeZone } from "next-intl/server";
import type { ReactNode } from "react";
import { browserMessages } from "./parsed-messages.ts";
import { Providers } from "./shell/providers.tsx";
import { WordsProvider } from "./words.tsx";

export const metadata: Metadata = {
  title: { default: "BotFactory", template: "%s · BotFactory" },
  robots: { index: false, follow: false },
};
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101114" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const locale = await getLocale();
  return (
    <html lang={locale} suppressHydrationWarning>
      <body>
        <WordsProvider locale={locale} timeZone={await getTimeZone()} json={browserMessages(await getMessages())}>
          <Providers stamp={Date.now()} {...(nonce ? { nonce } : {})}>
            {children}
          </Providers>
        </WordsProvider>
      </body>
    </html>
  );
}
