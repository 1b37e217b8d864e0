// Asks Telegram which bot a token belongs to. lib does not use Telegraf, since this is its only call.
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

interface GetMe {
  ok: boolean;
  result?: { id: number; username?: string; first_name: string };
}

/** @returns null: no answer of Telegram's, which is always JSON */
async function bodyOf(response: Response): Promise<GetMe | null> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === "object" && body !== null && "ok" in body ? (body as GetMe) : null;
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
export async function askTelegram(token: string, root = env().TELEGRAM_API_ROOT): Promise<Identity> {
  const response = await fetch(`${root}/bot${token}/getMe`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // Telegram never redirects: a page to sign in to the network does.
    redirect: "manual",
  }).catch((error: unknown) => {
    throw failureOf(networkCode(error), root);
  });
  const body = await bodyOf(response);
  if (!body) throw failureOf(response.status < 500 ? FOREIGN_ANSWER : String(response.status), root);
  if (response.status === 401 || response.status === 404)
    throw new AppError("bot_token_refused", {}, "token");
  if (!response.ok || !body.result) throw new AppError("telegram_unreachable");
  const { id, username, first_name } = body.result;
  return { telegramId: id, username: username ?? `bot${id}`, name: first_name };
}
