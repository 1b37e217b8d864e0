// A bot's settings as they are stored, in their shape. Pure, but for one query.
import { createHash } from "node:crypto";
import type { GroupPolicy, IntakeChoice } from "#generated/enums.ts";
import { OwnAllowances } from "../bots/allowances.ts";
import { settingsFrom } from "../bots/settings.ts";
import { businessSettingsFrom } from "../business/settings.ts";
import { entriesOf } from "../models/order.ts";
import type { BotShape } from "./shape.ts";

export const shapeSelect = {
  ...{ name: true, username: true, enabled: true, prompt: true, speech: true, commands: true, groups: true },
  ...{ intake: true, memory: true, knowledge: true, allowances: true, takeoverMinutes: true, business: true },
  modelList: { select: { tenantId: true, botId: true, entries: true } },
} as const;

interface StoredShape {
  prompt: string;
  speech: unknown;
  commands: unknown;
  groups: GroupPolicy;
  intake: IntakeChoice;
  memory: unknown;
  knowledge: unknown;
  allowances: unknown;
  takeoverMinutes: number;
  business: unknown;
  modelList: { tenantId: string | null; botId: string | null; entries: unknown } | null;
}

export function shapeFrom(row: StoredShape): BotShape {
  const { speech, commands, groups, intake, memory, knowledge } = settingsFrom(row);
  const { never: _, ...business } = businessSettingsFrom(row.business);
  return {
    prompt: row.prompt,
    ...{ welcome: speech.welcome, atLimit: speech.atLimit, languages: speech.languages },
    ...{ defaultLanguage: speech.locale, voice: speech.voice, rich: speech.rich },
    commands: commands.map(({ name, kind, description, text }) => ({ name, kind, description, text })),
    ...{ groups, intake, memory, knowledge },
    limits: OwnAllowances.safeParse(row.allowances).data ?? {},
    takeoverMinutes: row.takeoverMinutes,
    business,
    models: row.modelList ? entriesOf(row.modelList) : null,
  };
}

/** The same whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, of]) => of !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : each,
  );
}

/** Changes with any of the settings. */
export const stampOf = (shape: BotShape): string =>
  createHash("sha256").update(canonical(shape)).digest("base64url").slice(0, 22);
