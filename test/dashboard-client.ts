// A signed-in person's requests to the dashboard, without a browser.

export interface DashboardClient {
  /** @returns the answer, its body read */
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; text: string }>;
}

interface TimedClient extends DashboardClient {
  /** `firstByteAt`: when the first of the body came, by `performance.now()`. */
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; text: string; firstByteAt: number }>;
}

/** @throws Error if the sign-in fails */
export async function signInTo(url: string, email: string, password: string): Promise<TimedClient> {
  const jar = new Map<string, string>();
  async function ask(path: string, init: RequestInit = {}) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url + path, {
      redirect: "manual",
      ...init,
      // As a browser asks for a page.
      headers: { cookie, "sec-fetch-dest": "document", ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) jar.set(name, value ?? "");
    }
    let firstByteAt = 0;
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      firstByteAt ||= performance.now();
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    return { status: response.status, headers: response.headers, text, firstByteAt };
  }
  const { csrfToken } = JSON.parse((await ask("/api/auth/csrf")).text) as { csrfToken: string };
  const body = new URLSearchParams({ email, password, csrfToken, json: "true" });
  const answer = await ask("/api/auth/callback/credentials", { method: "POST", body });
  if (answer.status !== 200) throw new Error(`The sign-in failed: ${answer.status} ${answer.text}`);
  return { get: (path, headers = {}) => ask(path, { headers }) };
}
