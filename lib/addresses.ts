// Addresses of Telegram and Google that people open: the real ones, or those of the sandbox that plays both in a demo.

/** @param demo of lib/demo.ts @param start what a tap on Start tells the bot */
export function chatAddress(demo: string | null, username: string, start?: string): string {
  const tells: Record<string, string> = start === undefined ? {} : { start };
  if (demo) return `${demo}/?${new URLSearchParams({ bot: username, ...tells })}`;
  const query = new URLSearchParams(tells).toString();
  return `https://t.me/${username}${query && "?"}${query}`;
}

/** Adds the bot to a group. @param start what it is told there @param rights that it gets as an administrator */
export function groupAddress(
  demo: string | null,
  username: string,
  start: string,
  rights: readonly string[],
): string {
  if (demo) return `${demo}/?${new URLSearchParams({ bot: username, startgroup: start })}`;
  // The rights stand side by side with a plus, which a form's encoding would escape.
  return `https://t.me/${username}?startgroup=${start}&admin=${rights.join("+")}`;
}

/** Where a bot gets its token. */
export const tokenAddress = (demo: string | null): string =>
  demo ? `${demo}/?new=bot` : "https://t.me/BotFather";

/** Creates a bot by a tap, which the manager then manages. @param bot what is proposed; the username ends with "bot" */
export function creationAddress(
  demo: string | null,
  manager: string,
  { username, name }: { username: string; name: string },
): string {
  if (demo) return `${demo}/?${new URLSearchParams({ newbot: manager, username, name })}`;
  return `https://t.me/newbot/${manager}/${username}?name=${encodeURIComponent(name)}`;
}

/** Where keys are made and projects get their billing. */
export const studioAddress = (demo: string | null): string =>
  demo ? `${demo}/?new=key` : "https://aistudio.google.com/apikey";
