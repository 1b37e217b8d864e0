// The contract of the queue, kept by Postgres.
import "#test/database.ts";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { queueContract } from "../fixtures/queue-contract.ts";
import { queue } from "./queue.ts";

queueContract(async () => {
  await db.tenant.deleteMany();
  return {
    queue,
    async addBot() {
      const context = await createTenant();
      return { botId: await createBot(context), tenantId: context.tenantId };
    },
    async expire() {
      await db.lane.updateMany({
        where: { until: { not: null } },
        data: { until: new Date(Date.now() - 60_000) },
      });
    },
  };
});
