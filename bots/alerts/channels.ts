// How a note is told on each channel.

import { causesOfNote, stillOpen } from "#lib/alerts/notes.ts";
import type { Way } from "#lib/alerts/ways.ts";
import { postWebhook } from "#lib/alerts/webhook-request.ts";
import { alertText, alertWords } from "#lib/alerts/words.ts";
import { sendMail } from "#lib/mail.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { can, type Permission } from "#lib/people/can.ts";
import type { Errand, ErrandOutcome } from "./errand.ts";
import { sendToChat } from "./telegram.ts";

/** The title, the lines with the pages that mend it. */
async function textOf({ way, note, reader }: Errand): Promise<{ title: string; body: string }> {
  const locale = localeOf(reader.person?.locale, reader.tenant.locale);
  const t = alertWords(locale);
  if (note.event === "test")
    return { title: reader.tenant.name, body: t("message.test", { tenant: reader.tenant.name }) };
  const causes = await causesOfNote(note.id);
  const open = note.event === "solved" ? await stillOpen(way.id) : 0;
  const { role } = reader;
  const opens = (page: Permission) => role !== null && can(role, page);
  const { title, lines } = alertText(note.event, causes, reader.tenant, locale, { stillOpen: open, opens });
  const body = lines.map(({ text, url }) => (url ? `${text}\n${url}` : text)).join("\n\n");
  return { title, body };
}

/** Milliseconds until the next try. */
const PAUSES = [5, 30, 120, 600, 1_800, 3_600, 3 * 3_600, 6 * 3_600].map((seconds) => seconds * 1_000);
const againAfter = (tries: number) => PAUSES[tries] ?? null;

export const channels: Readonly<Record<Way["channel"], (errand: Errand) => Promise<ErrandOutcome>>> = {
  async telegram(errand) {
    const { title, body } = await textOf(errand);
    return sendToChat(errand, title, body, againAfter(errand.note.tries));
  },
  async mail(errand) {
    const { note, reader } = errand;
    const { title, body } = await textOf(errand);
    const t = alertWords(localeOf(reader.person?.locale, reader.tenant.locale));
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
