// The platform's bot as the manager of others: it asks the person to create one, and adds what they have created.
import { randomInt } from "node:crypto";
import type { Update } from "telegraf/types";
import { createTranslator } from "use-intl/core";
import { z } from "zod";
import { creationAddress } from "#lib/addresses.ts";
import { addCreated, creationCodeOf, managerName, openRequest } from "#lib/bots/creation.ts";
import { demoAddress } from "#lib/demo.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import en from "#lib/messages/en/creation.ts";
import enErrors from "#lib/messages/en/errors.ts";
import type { Locale } from "#lib/messages/locales.ts";
import ru from "#lib/messages/ru/creation.ts";
import ruErrors from "#lib/messages/ru/errors.ts";
import { localeOf } from "#lib/messages/translate.ts";
import uz from "#lib/messages/uz/creation.ts";
import uzErrors from "#lib/messages/uz/errors.ts";

const catalogues = {
  uz: { ...uz, errors: uzErrors },
  ru: { ...ru, errors: ruErrors },
  en: { ...en, errors: enErrors },
} satisfies Record<Locale, unknown>;
const words = (locale: Locale) =>
  createTranslator<(typeof catalogues)["en"]>({ locale, messages: catalogues[locale] });

const ManagedBot = z.looseObject({
  managed_bot: z.looseObject({
    user: z.looseObject({ id: z.int(), language_code: z.string().optional() }),
    bot: z.looseObject({ id: z.int(), username: z.string().optional() }),
  }),
});

/** What is sent to the person. */
export interface SaidToCreator {
  text: string;
  reply_markup?: object;
}

/** Telegram's limit is 32; the name ends with "bot" and is a proposal, which the person may change. */
const usernameFor = (slug: string) =>
  `${
    slug
      .replace(/[^a-z0-9]+/gi, "_")
      .replace(/^[^a-z]+|_+$/gi, "")
      .slice(0, 18) || "shop"
  }_${randomInt(1_000, 10_000)}_bot`;

/** @returns null: the message opens no request */
export async function answerRequest(
  text: string,
  from: { id: number; language_code?: string | undefined },
): Promise<SaidToCreator | null> {
  const code = creationCodeOf(text);
  if (!code) return null;
  const [opened, manager] = [await openRequest(code, from.id), await managerName()];
  if (!opened || !manager) return { text: words(localeOf(from.language_code))("used") };
  const t = words(opened.locale);
  const proposal = { username: usernameFor(opened.slug), name: opened.tenant.slice(0, 64) };
  const url = creationAddress(demoAddress(), manager, proposal);
  return {
    text: t("ask", { ...opened }),
    reply_markup: { inline_keyboard: [[{ text: t("button"), url }]] },
  };
}

/** Faults that pass: the update is asked for again. */
const passing = new Set(["telegram_unreachable", "telegram_out_of_reach", "busy"]);

/**
 * Adds a bot that a person has created.
 * @returns what is said to them; null: the update tells of no such bot @throws what may pass
 */
export async function addManaged(update: Update): Promise<(SaidToCreator & { chat: number }) | null> {
  const parsed = ManagedBot.safeParse(update);
  if (!parsed.success) return null;
  const { user, bot } = parsed.data.managed_bot;
  const username = bot.username ?? `bot${bot.id}`;
  const t = words(localeOf(user.language_code));
  const chat = user.id;
  try {
    const added = await addCreated(user.id, bot.id);
    if (added === "known") return null;
    return added
      ? { chat, text: words(added.locale)("added", { ...added }) }
      : { chat, text: t("nobody", { username }) };
  } catch (error) {
    if (!(error instanceof AppError) || passing.has(error.code)) throw error;
    log.warn({ reason: error.code }, "a bot that was created by a tap could not be added");
    const reason = t(`errors.${error.code}` as "errors.bot_taken", { ...error.values, username });
    return { chat, text: t("failed", { username, tenant: String(error.values.tenant ?? ""), reason }) };
  }
}
