"use client";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { Input } from "../components/input.tsx";

/** A password field with a button that shows it. */
export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type">) {
  const t = useTranslations("auth");
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...props} type={shown ? "text" : "password"} className="pr-24" />
      <button
        type="button"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-1 my-auto h-7 rounded-md px-2 text-12 text-muted-foreground hover:text-foreground"
      >
        {t(shown ? "hide" : "show")}
      </button>
    </div>
  );
}
