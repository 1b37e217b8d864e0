import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { parsedOf } from "./parsed-messages.ts";
import { Providers } from "./shell/providers.tsx";

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
  // The bots' own messages and e-mails are not needed in the browser; the record is in words already, and the platform's
  // pages bring theirs (app/platform/layout.tsx).
  const { telegram: _, mail: __, audit: ___, platform: ____, ...messages } = parsedOf(await getMessages());
  return (
    <html lang={await getLocale()} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider messages={messages}>
          <Providers stamp={Date.now()} {...(nonce ? { nonce } : {})}>
            {children}
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
