"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { useOpener } from "../components/use-opener.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Covers a page whose session has ended. The page keeps its state, hidden until the person signs in again. */
export function SignInAgain({ email, onEntered }: { email: string; onEntered: () => void }) {
  const t = useTranslations("auth.again");
  const focus = useOpener(true);
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        {/* Above open dialogs of the page, which stay open too. */}
        <Dialog.Overlay className="fade fixed inset-0 z-60 bg-background/80 backdrop-blur-lg" />
        <Dialog.Content
          {...focus}
          onEscapeKeyDown={(event) => event.preventDefault()}
          className="slide-up md:appear fixed inset-x-0 bottom-0 z-60 max-h-[92dvh] overflow-y-auto rounded-t-lg bg-raised p-5 shadow-float outline-none md:inset-auto md:top-[18vh] md:max-h-[76vh] md:left-1/2 md:w-full md:max-w-sm md:-translate-x-1/2 md:rounded-lg md:p-6"
        >
          <Dialog.Title className="text-16">{t("title")}</Dialog.Title>
          <Dialog.Description className="mt-1 mb-6 text-13 text-muted-foreground">
            {t("lead")}
          </Dialog.Description>
          <SignInForm next={window.location.pathname + window.location.search} again={{ email, onEntered }} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
