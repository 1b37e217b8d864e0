// Next asks for pages with `fetch`. Where no answer comes it leaves for the browser's own error page, and where the session
// has ended for sign-in: in both cases the page and what is typed in it are gone. This one waits instead.

interface Patience {
  /** Resolves when it is worth asking again. */
  untilThere: () => Promise<void>;
  /** Resolves to false where the person cannot be asked to sign in on this page. */
  signedInAgain: () => Promise<boolean>;
  tell: (there: boolean) => void;
  /** Path of the page that is shown. */
  here: () => string;
}

/** What is asked for is a page's data, because somebody goes there or the page refreshes; not ahead, and no action. */
function isForPage(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  const ahead = ["next-router-prefetch", "next-router-segment-prefetch", "next-action"];
  return headers.get("rsc") === "1" && !ahead.some((name) => headers.has(name));
}

const isSignIn = (url: string): boolean => URL.canParse(url) && new URL(url).pathname === "/sign-in";

/** As the server component `redirect` writes it into a page's data. */
const REDIRECT = /NEXT_REDIRECT;\w+;\/sign-in\b/;

export function patientFetch(fetch: typeof globalThis.fetch, patience: Patience): typeof globalThis.fetch {
  /** @returns null where the answer leads to sign-in */
  async function look(response: Response, asked: string): Promise<Response | null> {
    if (response.redirected && isSignIn(response.url)) return null;
    // A page that refreshes is read whole; one to which somebody goes is shown while it arrives.
    if (!URL.canParse(asked) || new URL(asked).pathname !== patience.here()) return response;
    return REDIRECT.test(await response.clone().text()) ? null : response;
  }

  return async (input, init) => {
    if (!isForPage(init)) return fetch(input, init);
    const asked = input instanceof Request ? input.url : String(input);
    for (;;) {
      let response: Response;
      try {
        response = await fetch(input, init);
      } catch (error) {
        if (init?.signal?.aborted) throw error;
        patience.tell(false);
        await patience.untilThere();
        continue;
      }
      patience.tell(true);
      if (isSignIn(asked)) return response;
      const page = await look(response, asked).catch(() => response);
      if (page) return page;
      if (!(await patience.signedInAgain())) return response;
    }
  };
}
