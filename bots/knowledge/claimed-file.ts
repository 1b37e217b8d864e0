// The bytes of a claimed version's file, a part at a time: no worker holds a whole file.
import { tenantDb } from "#lib/tenant-db.ts";

export async function* claimedFile({
  tenantId,
  versionId,
}: {
  tenantId: string;
  versionId: string;
}): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const part = await tenantDb({ tenantId }).sourceFile.findFirst({
      where: { tenantId, versionId, position },
      select: { bytes: true },
    });
    if (!part) return;
    yield part.bytes;
  }
}

const LINE = Buffer.from("\n");

/** Each part as a line, for parts that have none. */
export async function* claimedLines(claim: {
  tenantId: string;
  versionId: string;
}): AsyncGenerator<Uint8Array> {
  for await (const part of claimedFile(claim)) {
    yield part;
    yield LINE;
  }
}
