// A few modules for pages that work without React in the browser: our own TypeScript without its types, made at build time.
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

export const dynamic = "force-static";
export const dynamicParams = false;

const modules = ["shell/start-session.ts", "sign-in/page-script.ts"];

export const generateStaticParams = () => modules.map((path) => ({ file: path.split("/") }));

export async function GET(_: Request, props: { params: Promise<{ file: string[] }> }): Promise<Response> {
  const path = (await props.params).file.join("/");
  if (!modules.includes(path)) return new Response(null, { status: 404 });
  return new Response(stripTypeScriptTypes(readFileSync(`app/${path}`, "utf8")), {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" },
  });
}
