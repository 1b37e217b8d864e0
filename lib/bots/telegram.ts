// Asks Telegram about a bot: which one a token belongs to, how its updates arrive. lib does not use Telegraf for so little.
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { networkCode } from "../network-code.ts";
import { FOREIGN_ANSWER, reachFaultOf } from "../reach.ts";

export interface Identity {
  telegramId: number;
  username: string;
  name: string;
}

const TIMEOUT_MS = 8_000;

interface Said<T> {
  ok: boolean;
  result?: T;
}

interface Me {
  id: number;
  username?: string;
  first_name: string;
  /** False: privacy mode, so Telegram passes on only what a group addresses to the bot. */
  can_read_all_group_messages?: boolean;
  /** Whether people may create bots that this one manages: @BotFather's "Bot Management Mode". */
  can_manage_bots?: boolean;
}

interface WebhookInfo {
  /** Empty: none is set. */
  url: string;
  pending_update_count: number;
  /** Unix time. */
  last_error_date?: number;
  last_error_message?: string;
}

/** @returns null: no answer of Telegram's, which is always JSON */
async function bodyOf<T>(response: Response): Promise<Said<T> | null> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === "object" && body !== null && "ok" in body ? (body as Said<T>) : null;
}

function failureOf(code: string, root: string): AppError {
  const fault = reachFaultOf(code);
  if (fault === null) return new AppError("telegram_unreachable");
  return new AppError("telegram_out_of_reach", { fault, code, host: new URL(root).host });
}

/**
 * @throws AppError "bot_token_refused", "telegram_unreachable", or "telegram_out_of_reach" if the fault is on this
 * server's way there; none contains the token
 */
async function call<T>(method: string, token: string, root: string): Promise<T> {
  const response = await fetch(`${root}/bot${token}/${method}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // Telegram never redirects: a page to sign in to the network does.
    redirect: "manual",
  }).catch((error: unknown) => {
    throw failureOf(networkCode(error), root);
  });
  const body = await bodyOf<T>(response);
  if (!body) throw failureOf(response.status < 500 ? FOREIGN_ANSWER : String(response.status), root);
  // 400 of a question without parameters of ours: there is no such bot, or it is none of the asking one's.
  if ([400, 401, 404].includes(response.status)) throw new AppError("bot_token_refused", {}, "token");
  if (!response.ok || !body.result) throw new AppError("telegram_unreachable");
  return body.result;
}

/** Which bot the token belongs to. @throws as `call` */
export async function askTelegram(token: string, root = env().TELEGRAM_API_ROOT): Promise<Identity> {
  const { id, username, first_name } = await call<Me>("getMe", token, root);
  return { telegramId: id, username: username ?? `bot${id}`, name: first_name };
}

/** Whether people may create bots that this one manages. @throws as `call` */
export async function askManager(token: string): Promise<{ username: string; manages: boolean }> {
  const {
    id,
    username = `bot${id}`,
    can_manage_bots,
  } = await call<Me>("getMe", token, env().TELEGRAM_API_ROOT);
  return { username, manages: can_manage_bots === true };
}

/** The token of a bot that the manager manages. @throws AppError "bot_token_refused" (it does not), or as `call` */
export async function askManagedToken(manager: string, botId: number): Promise<string> {
  const root = env().TELEGRAM_API_ROOT;
  return call<string>(`getManagedBotToken?user_id=${botId}`, manager, root);
}

/** How the bot's updates arrive, as Telegram says. @throws as `call` */
export async function askDelivery(token: string, root = env().TELEGRAM_API_ROOT) {
  const [me, webhook] = await Promise.all([
    call<Me>("getMe", token, root),
    call<WebhookInfo>("getWebhookInfo", token, root),
  ]);
  return { readsGroups: me.can_read_all_group_messages === true, webhook };
}
