// Fills the database: the pool of walks, then one tenant after another.
import { pool as connections, db } from "#lib/db.ts";
import { noteListing } from "#lib/models/catalogue.ts";
import { hashPassword } from "#lib/people/passwords.ts";
import { Dice } from "./dice.ts";
import { listedModels } from "./furnish.ts";
import { makePool } from "./pool.ts";
import { writeTenant } from "./tenant.ts";
import { planTenants, type Sizes } from "./tenants.ts";

/** The one sign-in of a seeded database: the owner of its largest tenant. */
export const seededSignIn = { email: "seed@example.com", password: "seed-seed-seed" } as const;

/** Walks of each shop of the pool, at most. */
const WALKS = 2_500;

export interface SeedProgress {
  tenants: number;
  answers: number;
}

export interface Filled {
  /** Slug of the largest tenant. */
  slug: string;
  /** Tenants that were there already, of an interrupted run with the same seed. */
  skipped: number;
}

async function ensureOwner(dice: Dice): Promise<string> {
  const { email, password } = seededSignIn;
  const there = await db.user.findUnique({ where: { email } });
  if (there) return there.id;
  const id = dice.uuid();
  // Without any user nobody could administrate the platform.
  const platformAdmin = (await db.user.count()) === 0;
  const passwordHash = await hashPassword(password, { group: "known", key: "seed" });
  await db.user.create({
    data: { id, email, name: "Seed", passwordHash, platformAdmin, emailProvedAt: new Date() },
  });
  return id;
}

/** Whether somebody uses the database: a tenant has bots or keys. */
export async function isUsed(): Promise<boolean> {
  const [bot, key] = await Promise.all([db.bot.findFirst(), db.key.findFirst()]);
  return bot !== null || key !== null;
}

/**
 * Adds the tenants of this seed that are not there yet; each is one transaction, so an interrupted run can be continued.
 * The same seed and `now` make the same rows, except for what is encrypted.
 */
export async function fill(of: {
  seed: string;
  sizes: Sizes;
  now?: number;
  onProgress?(done: SeedProgress): void;
}): Promise<Filled> {
  const { seed, sizes, now = Date.now(), onProgress } = of;
  const { days } = sizes;
  const walks = Math.max(300, Math.min(WALKS, sizes.answers));
  const pool = await makePool({ seed, walks, days, now });
  const plans = planTenants(seed, sizes, pool);
  const owner = await ensureOwner(new Dice(seed, "owner"));
  await noteListing(
    listedModels.map((name) => ({
      ...{ name, displayName: name, description: "", inputTokenLimit: 1_048_576, outputTokenLimit: 65_536 },
      ...{ methods: ["generateContent"], thinks: /2\.5-(flash|pro)$/.test(name) },
    })),
  );
  const rows = await db.tenant.findMany({ select: { id: true } });
  const there = new Set(rows.map(({ id }) => id));
  const done = { tenants: 0, answers: 0 };
  let skipped = 0;
  const client = await connections.connect();
  try {
    for (const plan of plans) {
      const onWritten = (answers: number) => {
        done.answers += answers;
        onProgress?.(done);
      };
      if (there.has(plan.id)) skipped++;
      else await writeTenant(client, plan, { owner: plan.rank === 0 ? owner : null, days, now, onWritten });
      done.tenants++;
      onProgress?.(done);
    }
  } finally {
    client.release();
  }
  return { slug: plans[0]?.slug ?? "", skipped };
}
