// Links that let somebody in: e-mailed where SMTP_URL is set, else handed to whoever made them.
import { env } from "../env.ts";
import { isMailSet, sendMail } from "../mail.ts";
import en from "../messages/en/mail.ts";
import ru from "../messages/ru/mail.ts";
import { localeOf } from "../messages/translate.ts";
import uz from "../messages/uz/mail.ts";

const catalogues = { uz, ru, en };

export type Delivery = { mailed: true } | { mailed: false; link: string };

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
  if (!isMailSet()) return { mailed: false, link };
  const { subject, body } = catalogues[localeOf(to.locale)][page];
  await sendMail({ to: to.email, subject, text: `${body}\n\n${link}\n` });
  return { mailed: true };
}
