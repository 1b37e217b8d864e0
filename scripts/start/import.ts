// Imports settings from the environment into the database. Idempotent: existing rows are not changed.
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import type { Env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { importKeys } from "#lib/keys/add.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { ensurePlatformModels } from "#lib/models/save.ts";
import { PASSWORD_MIN } from "#lib/people/password-length.ts";
import { createFirstAdmin, ensureFirstTenant, type FirstAdmin } from "#lib/people/setup.ts";

/** @throws Error with one sentence that names the variable */
async function createAdmin(admin: FirstAdmin): Promise<void> {
  try {
    await createFirstAdmin(admin);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const why = error.code === "password_short" ? "it is too short" : "it is easy to guess";
    throw new Error(`ADMIN_PASSWORD is not usable: ${why}. Use at least ${PASSWORD_MIN} characters.`);
  }
}

async function importFirstBot(context: Context, token: string): Promise<void> {
  try {
    await importBot(context, token);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(
      error.code === "bot_token_refused"
        ? "TELEGRAM_BOT_TOKEN was refused by Telegram; starting without it. Get a new one from @BotFather."
        : `TELEGRAM_BOT_TOKEN was not imported: ${error.code}.`,
    );
  }
}

/**
 * Imports the first tenant, models, admin, keys and bot.
 * @returns a live check of the new keys, to be called when everything is up.
 */
export async function importEnvironment(env: Env): Promise<{ checkNewKeys(): Promise<void> }> {
  const context: Context = { tenantId: await ensureFirstTenant(), role: "owner", actorId: null };
  const models = env.GEMINI_MODELS?.split(",").flatMap((name) => name.trim() || []);
  await ensurePlatformModels(models?.length ? models : undefined);
  if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
    await createAdmin({ email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD, name: "Admin" });
  }
  const newKeys = await importKeys(context, env.GEMINI_API_KEYS);
  if (env.TELEGRAM_BOT_TOKEN) await importFirstBot(context, env.TELEGRAM_BOT_TOKEN);
  return {
    async checkNewKeys() {
      if (newKeys.length) await checkKeys(context, newKeys);
    },
  };
}
