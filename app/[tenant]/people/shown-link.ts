// Where an invitation or a reset link leads, as the person who made it sees it. Pure.

interface Made {
  link: string;
  /** It begins with localhost: PUBLIC_URL is not set. */
  local: boolean;
}

const isLocal = (origin: string) => /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/.test(origin);

/**
 * Without PUBLIC_URL the link takes the address of the page that shows it: whoever made it has just reached the server
 * there. The server never takes it from a request, which anybody can write.
 * @param origin of the page
 */
export function shownLink(
  { link, local }: Made,
  origin: string,
): { link: string; warning: "here" | "local" | null } {
  if (!local) return { link, warning: null };
  if (isLocal(origin)) return { link, warning: "local" };
  const { pathname } = new URL(link);
  return { link: `${origin}${pathname}`, warning: "here" };
}
