// The address of every page of the build.
import pg from "pg";
import type { Platform } from "./platform.ts";
import { addresses } from "./reachable.ts";

/** All pages but sign-in, with the ids of this world; `gone` in place of what does not exist. For who is signed in. */
export async function pageAddresses({
  url,
  databaseUrl,
}: Platform): Promise<{ name: string; address: string }[]> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const idOf = async (table: string) =>
    (await database.query<{ id: string }>(`SELECT "id" FROM "${table}" LIMIT 1`)).rows[0]?.id ?? "gone";
  const ids = {
    bot: await idOf("Bot"),
    id: await idOf("Answer"),
    conversation: await idOf("Conversation"),
    broadcast: await idOf("Broadcast"),
    workspace: await idOf("Tenant"),
  };
  await database.end();
  const pages = addresses().flatMap(({ kind, route }) =>
    kind === "page" && route !== "/sign-in" ? [route] : [],
  );
  const real = (route: string) =>
    route
      .replace("[tenant]", "main")
      .replace("[bot]", ids.bot)
      .replace("[id]", ids.id)
      .replace("[conversation]", ids.conversation)
      .replace("[broadcast]", ids.broadcast)
      .replace("[workspace]", ids.workspace)
      .replace(/\[[^\]]+\]/g, "gone");
  return [
    ...pages.map((route) => ({
      name: route.replaceAll("/", " ").trim() || "start",
      address: url + real(route),
    })),
    // Neither two of one page in a row nor one and the third after it, which is next in its language: the second would not load.
    { name: "bot try", address: `${url}/main/bots/${ids.bot}#try=open` },
    { name: "keys add", address: `${url}/main/keys#add` },
    { name: "bots add", address: `${url}/main/bots#add` },
    { name: "not found", address: `${url}/main/nothing-here` },
    { name: "bot history", address: `${url}/main/bots/${ids.bot}#history=open` },
    {
      name: "conversation not found",
      address: `${url}/main/conversations/00000000-0000-4000-8000-000000000000`,
    },
    { name: "answer not found", address: `${url}/main/answers/00000000-0000-4000-8000-000000000000` },
  ];
}
