// Asks Telegram which bot a token belongs to. lib does not use Telegraf, since this is its only call.
import { env } from "../env.ts";
import { AppError } from "../errors.ts";

export interface Identity {
  telegramId: number;
  username: string;
  name: string;
}

const TIMEOUT_MS = 8_000;

/** @throws AppError "bot_token_refused" or "telegram_unreachable"; neither contains the token. */
export async function askTelegram(token: string): Promise<Identity> {
  const response = await fetch(`${env().TELEGRAM_API_ROOT}/bot${token}/getMe`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new AppError("telegram_unreachable", {}, "token");
  });
  if (response.status === 401 || response.status === 404)
    throw new AppError("bot_token_refused", {}, "token");
  const body = (await response.json().catch(() => null)) as {
    result?: { id: number; username?: string; first_name: string };
  } | null;
  if (!response.ok || !body?.result) throw new AppError("telegram_unreachable", {}, "token");
  const { id, username, first_name } = body.result;
  return { telegramId: id, username: username ?? `bot${id}`, name: first_name };
}
