// The cookie by which a device is recognised that signed in before. It opens nothing: the limits of tries go by it.
import { cookies } from "next/headers";
import { env } from "#lib/env.ts";
import { DEVICE_COOKIE, DEVICE_DAYS, deviceCookie } from "#lib/people/familiar.ts";

export async function rememberDevice(device: string): Promise<void> {
  (await cookies()).set(DEVICE_COOKIE, deviceCookie(device), {
    httpOnly: true,
    sameSite: "lax",
    secure: env().PUBLIC_URL.startsWith("https:"),
    path: "/",
    maxAge: DEVICE_DAYS * 86_400,
  });
}
