// Parses request bodies as Telegram does: JSON, form-urlencoded and multipart, merged over the query's fields.

export interface Upload {
  fileName: string;
  contentType: string;
  data: Buffer;
}

export interface FormBody {
  fields: Record<string, unknown>;
  files: Map<string, Upload>;
}

/** Null if the body does not match its content type. */
export function parseForm(contentType: string, body: Buffer, query?: URLSearchParams): FormBody | null {
  const form: FormBody = { fields: query ? Object.fromEntries(query) : {}, files: new Map() };
  if (body.length === 0) return form;
  if (contentType.startsWith("application/json")) {
    try {
      const parsed: unknown = JSON.parse(body.toString());
      if (typeof parsed !== "object" || parsed === null) return null;
      Object.assign(form.fields, parsed);
    } catch {
      return null;
    }
  } else if (contentType.startsWith("multipart/form-data")) {
    const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
    if (!boundary) return null;
    readParts(form, body, boundary);
  } else {
    Object.assign(form.fields, Object.fromEntries(new URLSearchParams(body.toString())));
  }
  return form;
}

function readParts(form: FormBody, body: Buffer, boundary: string): void {
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  while (start >= 0) {
    const next = body.indexOf(mark, start + mark.length);
    if (next < 0) return;
    const headersEnd = body.indexOf("\r\n\r\n", start);
    if (headersEnd >= 0 && headersEnd < next) {
      const headers = body.toString("utf8", start + mark.length, headersEnd);
      addPart(form, headers, body.subarray(headersEnd + 4, next - 2));
    }
    start = next;
  }
}

function addPart(form: FormBody, headers: string, data: Buffer): void {
  const name = /[; ]name="([^"]*)"/i.exec(headers)?.[1];
  if (name === undefined) return;
  const fileName = /filename="([^"]*)"/i.exec(headers)?.[1];
  if (fileName === undefined) {
    form.fields[name] = data.toString();
    return;
  }
  const contentType = /content-type:\s*([^\r\n;]+)/i.exec(headers)?.[1] ?? "application/octet-stream";
  form.files.set(name, { fileName, contentType, data });
}
