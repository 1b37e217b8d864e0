// The sign-in form as HTML. page-script.ts makes it work, so that signing in needs no React in the browser.
import { CircleAlert, CircleX, Fingerprint, LogIn } from "lucide-react";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Input } from "../components/input.tsx";
import type { SignInRefusal } from "../shell/start-session.ts";

/** What page-script.ts may have to say. */
export interface SignInWords {
  required: string;
  email: string;
  show: string;
  hide: string;
  refused: Record<Exclude<SignInRefusal["code"], "too_many_tries">, string>;
  /** For one minute, two minutes and so on: plural forms are made on the server. */
  tooManyTries: string[];
}

/** Longest wait after many tries, in minutes. */
const LONGEST_WAIT = 60;

async function readWords(): Promise<SignInWords> {
  const t = await getTranslations();
  return {
    required: t("shell.required"),
    email: t("errors.email"),
    show: t("auth.show"),
    hide: t("auth.hide"),
    refused: {
      sign_in: t("errors.sign_in"),
      busy: t("errors.busy"),
      second_factor: t("errors.second_factor"),
      code_wrong: t("errors.code_wrong"),
      passkey_refused: t("errors.passkey_refused"),
      internal: t("errors.internal"),
      unreachable: t("shell.saving.unreachable"),
    },
    tooManyTries: Array.from({ length: LONGEST_WAIT }, (_, i) =>
      t("errors.too_many_tries", { minutes: i + 1 }),
    ),
  };
}

/** Label, field, help; the sentence about a mistake replaces nothing: it comes under them. */
function Row(props: {
  name: string;
  label: ReactNode;
  help?: ReactNode;
  hidden?: boolean;
  field: ComponentProps<typeof Input>;
  children?: ReactNode;
}) {
  const { name, label, help, hidden, field, children } = props;
  return (
    <div data-part={name} hidden={hidden} className="mb-5">
      <label htmlFor={`sign-in-${name}`} className="mb-1.5 block font-medium text-13">
        {label}
      </label>
      <div className="relative">
        <Input
          {...field}
          id={`sign-in-${name}`}
          name={name}
          aria-describedby={`sign-in-${name}-note${help ? ` sign-in-${name}-help` : ""}`}
        />
        {children}
      </div>
      {help ? (
        <p id={`sign-in-${name}-help`} className="mt-1.5 text-13 text-muted-foreground">
          {help}
        </p>
      ) : null}
      <p
        id={`sign-in-${name}-note`}
        data-part={`${name}-note`}
        role="alert"
        hidden
        className="mt-1.5 flex gap-1.5 text-13 text-broken [&[hidden]]:hidden"
      >
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span data-text />
      </p>
    </div>
  );
}

/** @param provider name of the identity provider, where there is one */
export async function SignInPageForm({ next, provider }: { next: string; provider: string | null }) {
  const [t, words, sent] = await Promise.all([getTranslations("auth"), readWords(), headers()]);
  const nonce = sent.get("x-nonce") ?? undefined;
  return (
    <div>
      <form id="sign-in" method="post" noValidate data-words={JSON.stringify(words)} data-next={next}>
        <Row
          name="email"
          label={t("email")}
          field={{ type: "email", autoComplete: "username", autoFocus: true, maxLength: 200 }}
        />
        <Row
          name="password"
          label={t("password")}
          field={{
            type: "password",
            autoComplete: "current-password",
            maxLength: 500,
            className: "pr-24",
          }}
        >
          <button
            type="button"
            data-part="show"
            aria-pressed={false}
            className="absolute inset-y-0 right-1 my-auto h-7 rounded-md px-2 text-12 text-muted-foreground hover:text-foreground"
          >
            {t("show")}
          </button>
        </Row>
        <Row
          name="code"
          label={t("code")}
          help={t("codeHelp")}
          hidden
          field={{ autoComplete: "one-time-code", maxLength: 40, className: "font-mono" }}
        />
        <div
          data-part="failure-note"
          role="alert"
          hidden
          className="mb-4 flex gap-3 rounded-lg border border-broken/25 bg-broken/6 px-4 py-3 text-13 [&[hidden]]:hidden"
        >
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-broken" />
          <p data-text />
        </div>
        <Button type="submit" data-part="submit" className="mt-1 w-full aria-busy:animate-pulse">
          {t("signIn.submit")}
        </Button>
      </form>
      <div className="mt-5 grid gap-2 border-t pt-5 [&:not(:has(>:not([hidden])))]:hidden">
        {provider ? (
          <Button variant="secondary" data-part="provider" className="w-full aria-busy:animate-pulse">
            <LogIn aria-hidden />
            {t("signIn.provider", { name: provider })}
          </Button>
        ) : null}
        <Button
          variant="secondary"
          data-part="passkey"
          hidden
          className="w-full aria-busy:animate-pulse [&[hidden]]:hidden"
        >
          <Fingerprint aria-hidden />
          {t("signIn.passkey")}
        </Button>
      </div>
      {/* Remembers a form that is sent before the module is there. */}
      <script
        nonce={nonce}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant
        dangerouslySetInnerHTML={{
          __html: `document.querySelector("form").addEventListener("submit",e=>{e.preventDefault();e.target.dataset.asked=""},{once:true})`,
        }}
      />
      {/* async: React runs it also where Next's router leads here without a new document. */}
      <script type="module" async nonce={nonce} src="/api/browser/sign-in/page-script.ts" />
    </div>
  );
}
