// Whether this is the demo.
import { env } from "./env.ts";

/**
 * Where one writes to the bots of the demo; null: this is none. Only where Telegram itself is that sandbox, so that a
 * platform with real bots is never taken for a demo, which shows its password.
 */
export function demoAddress(): string | null {
  const { SANDBOX_URL, TELEGRAM_API_ROOT } = env();
  return SANDBOX_URL && SANDBOX_URL === TELEGRAM_API_ROOT ? SANDBOX_URL : null;
}
