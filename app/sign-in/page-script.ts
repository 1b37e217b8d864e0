// What the sign-in page does in the browser, without React: a hundred kilobytes less to load before one can sign in. The
// words are in the page (form.tsx).
import {
  knowsPasskeys,
  leaveFor,
  leaveForProvider,
  type SignInRefusal,
  startPasskeySession,
  startSession,
} from "../shell/start-session.ts";
import type { SignInWords } from "./form.tsx";

type Name = "email" | "password" | "code";

function run(form: HTMLFormElement): void {
  const { words, next = "/" } = form.dataset;
  const say: SignInWords = JSON.parse(words ?? "{}");
  const part = (name: string) => form.parentElement?.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const input = (name: Name) => form.elements.namedItem(name) as HTMLInputElement;
  const value = (name: Name) => input(name).value;
  const asksCode = () => part("code")?.hidden === false;

  function setBusy(button: HTMLElement | null | undefined, busy: boolean): void {
    button?.toggleAttribute("disabled", busy);
    button?.toggleAttribute("aria-busy", busy);
  }

  /** Under its field; without one, above the buttons. An empty sentence takes it away. */
  function note(name: Name | "failure", sentence: string): void {
    const element = part(`${name}-note`);
    if (!element) return;
    element.hidden = !sentence;
    const text = element.querySelector("[data-text]");
    if (text) text.textContent = sentence;
    if (name === "failure") return;
    input(name).toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) input(name).focus();
  }

  const sentenceOf = ({ code, minutes }: SignInRefusal): string =>
    code === "too_many_tries"
      ? (say.tooManyTries[Math.min(minutes, say.tooManyTries.length) - 1] ?? "")
      : say.refused[code];

  /** @returns whether every field is filled */
  function check(): boolean {
    const wrong: [Name, string][] = [];
    for (const name of ["email", "password", "code"] as const) {
      note(name, "");
      if ((name !== "code" || asksCode()) && !value(name).trim()) wrong.push([name, say.required]);
    }
    if (value("email").trim() && !/^[^\s@]+@[^\s@]+$/.test(value("email").trim()))
      wrong.push(["email", say.email]);
    for (const [name, sentence] of wrong.reverse()) note(name, sentence);
    return wrong.length === 0;
  }

  async function submit(): Promise<void> {
    note("failure", "");
    if (!check()) return;
    const button = part("submit");
    setBusy(button, true);
    const [email, password] = [value("email").trim(), value("password")];
    const refused = await startSession({ email, password, ...(asksCode() ? { code: value("code") } : {}) });
    if (!refused) await leaveFor(next);
    setBusy(button, false);
    if (!refused) return;
    if (refused.code === "unreachable") return note("failure", sentenceOf(refused));
    const code = part("code");
    if (refused.code === "second_factor" && code?.hidden) {
      code.hidden = false;
      return input("code").focus();
    }
    note(asksCode() && refused.code !== "sign_in" ? "code" : "password", sentenceOf(refused));
  }

  async function enterBy(button: HTMLElement, way: () => Promise<SignInRefusal | null>): Promise<void> {
    note("failure", "");
    setBusy(button, true);
    const refused = await way();
    if (!refused) await leaveFor(next);
    setBusy(button, false);
    if (refused) note("failure", sentenceOf(refused));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!part("submit")?.hasAttribute("disabled")) void submit();
  });
  const passkey = part("passkey");
  if (passkey && knowsPasskeys()) {
    passkey.hidden = false;
    passkey.addEventListener("click", () => void enterBy(passkey, startPasskeySession));
  }
  const provider = part("provider");
  provider?.addEventListener("click", () => void enterBy(provider, () => leaveForProvider(next)));
  const show = part("show");
  show?.addEventListener("click", () => {
    const shown = input("password").type === "password";
    input("password").type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
    show.textContent = shown ? say.hide : say.show;
  });

  const fill = document.querySelector<HTMLElement>("button[data-fill]");
  fill?.addEventListener("click", () => {
    const demo: Record<"email" | "password", string> = JSON.parse(fill.dataset.fill ?? "{}");
    input("email").value = demo.email;
    input("password").value = demo.password;
    part("submit")?.focus();
  });

  // The page is made anew in the other language; the address that was typed comes along.
  const KEPT = "sign-in e-mail";
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept && !value("email")) input("email").value = kept;
  for (const button of document.querySelectorAll<HTMLElement>("button[data-locale]")) {
    button.addEventListener("click", () => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `locale=${button.dataset.locale}; path=/; max-age=31536000; samesite=lax`;
      sessionStorage.setItem(KEPT, value("email"));
      window.location.reload();
    });
  }

  // Sent before this script was there.
  if ("asked" in form.dataset) void submit();
}

/** The page is made in the theme that the device has then; it follows where nobody chose one. */
function followTheme(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", ({ matches }) => {
    if ((localStorage.getItem("theme") ?? "system") !== "system") return;
    const { classList, style } = document.documentElement;
    classList.toggle("dark", matches);
    classList.toggle("light", !matches);
    style.colorScheme = matches ? "dark" : "light";
  });
}

function begin(): void {
  followTheme();
  const form = document.querySelector<HTMLFormElement>("form#sign-in");
  if (form) run(form);
  // The first page is rendered in the time zone of the device.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.dataset.ready = "";
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
else begin();
