// How a note is told on each channel.

import { causesOfNote, messagesBefore, type Reader, stillOpen } from "#lib/alerts/notes.ts";
import type { Way } from "#lib/alerts/ways.ts";
import { postWebhook } from "#lib/alerts/webhook-request.ts";
import { type AlertText, alertText, alertWords, presentText } from "#lib/alerts/words.ts";
import { sendMail } from "#lib/mail.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { can, type Permission } from "#lib/people/can.ts";
import type { Errand, ErrandOutcome } from "./errand.ts";
import { editInChat, sendToChat } from "./telegram.ts";

interface Written {
  title: string;
  body: string;
}

const opensOf =
  ({ role }: Reader) =>
  (page: Permission): boolean =>
    role !== null && can(role, page);
const languageOf = ({ person, tenant }: Reader) => localeOf(person?.locale, tenant.locale);

/** The lines, each with the page that mends it. */
const written = ({ title, lines }: AlertText): Written => ({
  title,
  body: lines.map(({ text, url }) => (url ? `${text}\n${url}` : text)).join("\n\n"),
});

async function textOf({ way, note, reader }: Errand): Promise<Written> {
  const { tenant } = reader;
  const locale = languageOf(reader);
  if (note.event === "test")
    return { title: tenant.name, body: alertWords(locale)("message.test", { tenant: tenant.name }) };
  const causes = await causesOfNote(note.id);
  const open = note.event === "solved" ? await stillOpen(way.id) : 0;
  const how = { stillOpen: open, opens: opensOf(reader) };
  return written(alertText(note.event, causes, tenant, locale, how));
}

/** So that what was told before says how it is now. */
async function renewMessages(errand: Errand): Promise<void> {
  const { note, reader } = errand;
  for (const { id, telegramId } of await messagesBefore(note.id)) {
    const causes = await causesOfNote(id);
    const { title, body } = written(presentText(causes, reader.tenant, languageOf(reader), opensOf(reader)));
    await editInChat(errand, telegramId, title, body);
  }
}

/** Milliseconds until the next try. */
const PAUSES = [5, 30, 120, 600, 1_800, 3_600, 3 * 3_600, 6 * 3_600].map((seconds) => seconds * 1_000);
const againAfter = (tries: number) => PAUSES[tries] ?? null;

export const channels: Readonly<Record<Way["channel"], (errand: Errand) => Promise<ErrandOutcome>>> = {
  async telegram(errand) {
    const { title, body } = await textOf(errand);
    const sent = await sendToChat(errand, title, body, againAfter(errand.note.tries));
    if (sent.ok && errand.note.event === "solved") await renewMessages(errand);
    return sent;
  },
  async mail(errand) {
    const { note, reader } = errand;
    const { title, body } = await textOf(errand);
    const t = alertWords(languageOf(reader));
    const subject = `${title}: ${body.split("\n")[0]?.slice(0, 120)}`;
    try {
      await sendMail({
        to: reader.person?.email ?? "",
        subject,
        text: `${body}\n\n${t("message.mailFooter")}\n`,
      });
      return { ok: true };
    } catch (error) {
      return { ok: false, error: (error as Error).message, againMs: againAfter(note.tries) };
    }
  },
  async webhook(errand) {
    const { way, note, reader } = errand;
    const causes = await causesOfNote(note.id);
    return postWebhook(way, note, causes, reader.tenant);
  },
};
