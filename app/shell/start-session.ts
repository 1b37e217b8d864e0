// Signs in and out on this device, by next-auth's own routes. Imports nothing at run time: the sign-in page loads this file
// as it is (app/api/browser).

/** Settles late, so that a pending form stays pending until the new page loads. */
const LEAVING_MS = 5_000;
const ANSWER_LIMIT_MS = 30_000;

/** Loads a new document, so that nothing of another person stays in memory. */
export async function leaveFor(path: string): Promise<void> {
  window.location.assign(path);
  await new Promise((done) => setTimeout(done, LEAVING_MS));
}

const codes = [
  "sign_in",
  "too_many_tries",
  "busy",
  "second_factor",
  "code_wrong",
  "passkey_refused",
] as const;

/** A refusal as auth.ts encodes it: a code and its number. */
export interface SignInRefusal {
  code: (typeof codes)[number] | "internal" | "unreachable";
  minutes: number;
}

export interface Credentials {
  email: string;
  password: string;
  /** Of an authenticator app, or a recovery code. */
  code?: string;
}

const unreachable: SignInRefusal = { code: "unreachable", minutes: 0 };

/** @throws where the server gives no usable answer in time */
async function ask(path: string, given: Record<string, string>): Promise<{ ok: boolean; url: URL }> {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const { csrfToken } = await (await fetch("/api/auth/csrf", { signal })).json();
  const body = new URLSearchParams({
    ...given,
    csrfToken,
    callbackUrl: given.callbackUrl ?? window.location.href,
    json: "true",
  });
  const response = await fetch(`/api/auth/${path}`, { method: "POST", body, signal });
  const { url } = await response.json();
  return { ok: response.ok, url: new URL(url, window.location.href) };
}

async function start(provider: string, given: Record<string, string>): Promise<SignInRefusal | null> {
  const answer = await ask(`callback/${provider}`, given).catch(() => null);
  if (!answer) return unreachable;
  if (answer.ok) return null;
  const [code, minutes] = (answer.url.searchParams.get("error") ?? "internal").split(":");
  return { code: codes.find((each) => each === code) ?? "internal", minutes: Number(minutes ?? 0) };
}

/** Signs in on this device. Never rejects. @returns null where that worked. */
export const startSession = (given: Credentials): Promise<SignInRefusal | null> =>
  start("credentials", { ...given });

/** Whether this browser can sign in with a passkey. */
export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** Signs in with a passkey of this device. @returns null where that worked; "passkey_refused" also where the person closed it */
export async function startPasskeySession(): Promise<SignInRefusal | null> {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const asked = await fetch("/api/passkey", { method: "POST", signal }).catch(() => null);
  if (!asked?.ok) return asked ? { code: "internal", minutes: 0 } : unreachable;
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
    const credential = await navigator.credentials.get({ publicKey });
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
    return await start("passkey", { response: JSON.stringify(credential.toJSON()) });
  } catch {
    return { code: "passkey_refused", minutes: 0 };
  }
}

/** Leaves for the identity provider, which leads back to `next`. @returns where that did not work */
export async function leaveForProvider(next: string): Promise<SignInRefusal> {
  const answer = await ask("signin/oidc", { callbackUrl: new URL(next, window.location.href).href }).catch(
    () => null,
  );
  if (!answer?.ok) return unreachable;
  await leaveFor(answer.url.href);
  return unreachable;
}

/** Removes the cookie of a session that has ended. @throws where the server is away */
export async function forgetSession(): Promise<void> {
  await ask("signout", {});
}
