// Links that let somebody in: e-mailed where SMTP_URL is set, else handed to whoever made them.
import { createTransport } from "nodemailer";
import { env } from "../env.ts";
import { log } from "../log.ts";
import en from "../messages/en/mail.ts";
import ru from "../messages/ru/mail.ts";
import { localeOf } from "../messages/translate.ts";
import uz from "../messages/uz/mail.ts";

const catalogues = { uz, ru, en };
const SEND_MS = 15_000;

export type Delivery = { mailed: true } | { mailed: false; link: string };

export const isMailSet = (): boolean => env().SMTP_URL !== undefined;

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
  const { SMTP_URL, SMTP_FROM } = env();
  if (!SMTP_URL) return { mailed: false, link };
  const { subject, body } = catalogues[localeOf(to.locale)][page];
  const host = new URL(env().PUBLIC_URL).hostname;
  const transport = createTransport({ url: SMTP_URL, connectionTimeout: SEND_MS, socketTimeout: SEND_MS });
  try {
    await transport.sendMail({
      from: SMTP_FROM ?? `BotFactory <no-reply@${host}>`,
      to: to.email,
      subject,
      text: `${body}\n\n${link}\n`,
    });
    return { mailed: true };
  } catch (error) {
    log.warn({ err: error }, "an e-mail could not be sent");
    throw error;
  }
}
