// A webhook's request: signed, to a public address only, without following redirects.
import { createHmac } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { env } from "../env.ts";
import { publicOnly } from "../public-address.ts";
import { open } from "../secrets.ts";
import { kinds } from "./kinds.ts";
import type { AlertTry, Note, ToldCause } from "./notes.ts";
import type { Way } from "./ways.ts";
import { alertText, pageOf } from "./words.ts";

const REQUEST_MS = 10_000;
/** Seconds until the next try: for six hours and a half in all. */
const PAUSES_S = [5, 30, 120, 600, 1_800, 3_600, 18_000];
/** In one request; the page has the others. */
const MOST_CAUSES = 500;

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 over "SECONDS.BODY". */
export function signatureOf(secret: string, body: string, seconds: number): string {
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

function bodyOf(note: Note, causes: readonly ToldCause[], tenant: { name: string; slug: string }): string {
  const listed = causes.slice(0, MOST_CAUSES).map((cause) => {
    const [line] = alertText("opened", [cause], tenant, "en").lines;
    return {
      id: String(cause.id),
      kind: cause.kind,
      severity: kinds[cause.kind].severity,
      subject: { type: kinds[cause.kind].subject, id: cause.subject, name: cause.facts.name },
      text: line?.text.replace(/^\S+ /, "") ?? "",
      url: `${env().PUBLIC_URL}${pageOf(cause, tenant.slug)}`,
      openedAt: cause.openedAt.toISOString(),
      solvedAt: cause.solvedAt?.toISOString() ?? null,
    };
  });
  return JSON.stringify({
    id: note.id,
    event: note.event,
    at: note.createdAt.toISOString(),
    tenant: tenant.slug,
    causes: listed,
    more: causes.length - listed.length,
  });
}

function post(url: URL, body: string, headers: Record<string, string>): Promise<number> {
  const options = publicOnly(url, env().ALERTS_PRIVATE_ADDRESSES);
  const { signal, abort } = limited(REQUEST_MS);
  return new Promise<number>((done, failed) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method: "POST",
      ...options,
      signal,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    request.on("error", failed);
    request.on("response", (response) => {
      done(response.statusCode ?? 0);
      // Its body is of no interest, and may have no end.
      response.destroy();
    });
    request.end(body);
  }).finally(abort);
}

function limited(ms: number): { signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("No answer within 10 seconds.")), ms);
  return {
    signal: controller.signal,
    abort() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

const isTaken = (status: number) => status >= 200 && status < 300;

/** Sends the note once. Never rejects for what the other side does. */
export async function postWebhook(
  way: Way,
  note: Note,
  causes: readonly ToldCause[],
  tenant: { name: string; slug: string },
): Promise<AlertTry> {
  const place = { tenantId: way.tenantId, table: "AlertWay", rowId: way.id, column: "secret" } as const;
  const secret = open(way.secret ?? "", place);
  const body = bodyOf(note, causes, tenant);
  const seconds = Math.floor(Date.now() / 1_000);
  const pause = PAUSES_S[note.tries];
  const againMs = pause === undefined || note.event === "test" ? null : pause * 1_000;
  try {
    const status = await post(new URL(way.url ?? ""), body, {
      "content-type": "application/json",
      "user-agent": "BotFactory",
      "x-botfactory-delivery": note.id,
      "x-botfactory-signature": signatureOf(secret, body, seconds),
    });
    return { ok: isTaken(status), status, againMs };
  } catch (error) {
    return { ok: false, error: (error as Error).message, againMs };
  }
}
