// Whether Telegram could call this server at all. Pure.
import type { IntakeChoice } from "#generated/enums.ts";

/** Telegram's (setWebhook). */
const PORTS = ["443", "80", "88", "8443"];

export type WebhookFault = "not_https" | "port";

/** @returns null: webhooks are possible */
export function webhookFault(publicUrl: string): WebhookFault | null {
  const { protocol, port } = new URL(publicUrl);
  if (protocol !== "https:") return "not_https";
  return PORTS.includes(port || "443") ? null : "port";
}

export const usesWebhook = (choice: IntakeChoice, publicUrl: string): boolean =>
  choice !== "polling" && webhookFault(publicUrl) === null;
