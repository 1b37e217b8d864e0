// Links that let somebody in: e-mailed where SMTP_URL is set, else handed to whoever made them.
import { env } from "../env.ts";
import { isMailSet, sendMail } from "../mail.ts";
import en from "../messages/en/mail.ts";
import ru from "../messages/ru/mail.ts";
import { localeOf } from "../messages/translate.ts";
import uz from "../messages/uz/mail.ts";

const catalogues = { uz, ru, en };

/** `local`: the link begins with localhost, since PUBLIC_URL is not set, so it opens on this machine only. */
export type Delivery = { mailed: true; local: boolean } | { mailed: false; local: boolean; link: string };

/** Whether links lead to this machine only. */
export const linksAreLocal = (): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(env().PUBLIC_URL).hostname);

export const linkTo = (page: "invite" | "reset", token: string): string =>
  `${env().PUBLIC_URL}/${page}/${token}`;

/**
 * @param locale of the reader; null: the platform's language
 * @returns the link only where it could not be e-mailed
 */
export async function deliver(
  page: "invite" | "reset",
  token: string,
  to: { email: string; locale: string | null },
): Promise<Delivery> {
  const link = linkTo(page, token);
  const local = linksAreLocal();
  if (!isMailSet()) return { mailed: false, local, link };
  const { subject, body } = catalogues[localeOf(to.locale)][page];
  await sendMail({ to: to.email, subject, text: `${body}\n\n${link}\n` });
  return { mailed: true, local };
}
