// Storage that speaks as much S3 as a backup needs: objects, uploads in parts, lists.
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

export interface S3Server {
  url: string;
  /** By bucket and key, as "bucket/key". */
  objects: Map<string, Buffer>;
  /** Parts of uploads that have neither ended nor been given up. */
  open: Map<string, Map<number, Buffer>>;
  /** Answers each request for which it returns a status with that. */
  refuse: (request: IncomingMessage) => number | null;
  /** False: the end of an upload fails as S3's may, by an error in the body of a 200. */
  joins: boolean;
  end(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const etagOf = (body: Buffer): string => `"${createHash("md5").update(body).digest("hex")}"`;

/** @param keyId which requests must be signed with */
export async function startS3(keyId: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const open = new Map<string, Map<number, Buffer>>();
  const s3: S3Server = {
    url: "",
    objects,
    open,
    refuse: () => null,
    joins: true,
    end: async () => undefined,
  };

  function answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Buffer,
  ): [number, string | Buffer] {
    const upload = query.get("uploadId");
    if (method === "POST" && query.has("uploads")) {
      const id = randomUUID();
      open.set(id, new Map());
      return [
        200,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      ];
    }
    if (upload !== null) {
      const parts = open.get(upload);
      if (!parts) return [404, "<Error><Code>NoSuchUpload</Code></Error>"];
      if (method === "PUT") {
        parts.set(Number(query.get("partNumber")), body);
        return [200, ""];
      }
      if (method === "POST" && !s3.joins) return [200, "<Error><Code>InternalError</Code></Error>"];
      open.delete(upload);
      if (method === "DELETE") return [204, ""];
      const numbers = [...parts.keys()].sort((a, b) => a - b);
      objects.set(path, Buffer.concat(numbers.flatMap((number) => parts.get(number) ?? [])));
      return [200, `<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>`];
    }
    if (method === "GET" && query.get("list-type") === "2") {
      const prefix = `${path.split("/")[0]}/${query.get("prefix") ?? ""}`;
      const found = [...objects.keys()].filter((key) => key.startsWith(prefix));
      const contents = found.map(
        (key) => `<Contents><Key>${key.slice(key.indexOf("/") + 1)}</Key></Contents>`,
      );
      return [
        200,
        `<ListBucketResult><KeyCount>${found.length}</KeyCount>${contents.join("")}</ListBucketResult>`,
      ];
    }
    if (method === "DELETE") {
      objects.delete(path);
      return [204, ""];
    }
    const object = objects.get(path);
    return object ? [200, object] : [404, "<Error><Code>NoSuchKey</Code></Error>"];
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
    const body = await bodyOf(request);
    const isSigned = request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${keyId}/`);
    const refused = isSigned ? s3.refuse(request) : 403;
    const path = decodeURIComponent(pathname.slice(1)).replace(/\/$/, "");
    const [status, said] = refused
      ? [refused, "<Error><Code>Refused</Code></Error>"]
      : answer(request.method ?? "", path, searchParams, body);
    response.writeHead(status, { etag: etagOf(body), "content-type": "application/xml" }).end(said);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  s3.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  s3.end = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return s3;
}
