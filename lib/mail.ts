// E-mails, where SMTP_URL is set.
import { createTransport } from "nodemailer";
import { env } from "./env.ts";
import { log } from "./log.ts";

const SEND_MS = 15_000;

export const isMailSet = (): boolean => env().SMTP_URL !== undefined;

/** @throws Error if SMTP_URL is not set, or the server does not take it */
export async function sendMail(mail: { to: string; subject: string; text: string }): Promise<void> {
  const { SMTP_URL: url, SMTP_FROM, PUBLIC_URL } = env();
  if (!url) throw new Error("SMTP_URL is not set.");
  const transport = createTransport({ url, connectionTimeout: SEND_MS, socketTimeout: SEND_MS });
  try {
    await transport.sendMail({
      from: SMTP_FROM ?? `BotFactory <no-reply@${new URL(PUBLIC_URL).hostname}>`,
      ...mail,
    });
  } catch (error) {
    log.warn({ err: error }, "an e-mail could not be sent");
    throw error;
  }
}
