// Where people signed in before. A device (by a signed cookie) or an address that signed in to an account has tries of
// its own there, so a stranger's tries never make the owner wait.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { pool } from "../db.ts";
import { env } from "../env.ts";
import { networkOf } from "../network.ts";
import type { HashTurn } from "./hash-queue.ts";
import { countTry, forgetTries, hashedKey, returnTry } from "./tries.ts";

export const DEVICE_COOKIE = "botfactory.device";
export const DEVICE_DAYS = 365;
const ADDRESS_DAYS = 90;

/** Where a request comes from. */
export interface TryOrigin {
  /** "" if unknown. */
  address: string;
  /** Of a valid device cookie, or a new one that the person gets when the password is right; null: none. */
  device: string | null;
}

function macOf(id: string): Buffer {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set, so devices cannot be recognised.");
  return createHmac("sha256", secret).update(`device ${id}`).digest();
}

export const newDevice = (): string => randomBytes(16).toString("base64url");

/** The cookie's value for a device. */
export const deviceCookie = (id: string): string => `${id}.${macOf(id).toString("base64url")}`;

/** @returns the device's id, or null unless the cookie is one of ours */
export function deviceOf(cookie: string | undefined): string | null {
  const [, id, mac] = /^([\w-]{22})\.([\w-]{43})$/.exec(cookie ?? "") ?? [];
  if (!id || !mac) return null;
  const [given, own] = [Buffer.from(mac, "base64url"), macOf(id)];
  return given.length === own.length && timingSafeEqual(given, own) ? id : null;
}

/** The device whose cookie of ours is in a request's header "cookie"; null: none. */
export function deviceIn(header: string | undefined): string | null {
  const name = `${DEVICE_COOKIE}=`;
  const cookie = header?.split("; ").find((each) => each.startsWith(name));
  return deviceOf(cookie?.slice(name.length));
}

let familiar: RateLimiterPostgres | undefined;
/** A row for each pair of an account and a device or address; it uses the same table and its clean-up. */
function pairs(): RateLimiterPostgres {
  familiar ??= new RateLimiterPostgres({
    ...{ storeClient: pool, storeType: "pool", tableName: "RateLimit", tableCreated: true },
    ...{ points: 1, duration: 0, keyPrefix: "pair", clearExpiredByTimeout: false },
  });
  return familiar;
}

export interface AdmittedTry {
  /** Whose share of the hashes this try takes. */
  turn: HashTurn;
  /** The try does not count: the password was right, and something else is asked for. */
  giveBack(): Promise<void>;
  /** They are in: the try does not count, and the device and the address are familiar from now on. */
  succeeded(): Promise<void>;
}

/**
 * Counts a try to sign in to an account.
 * @param account any text that stands for it, existing or not
 * @throws AppError "too_many_tries"
 */
export async function admitTry(account: string, { address, device }: TryOrigin): Promise<AdmittedTry> {
  const network = networkOf(address);
  const byAddress = hashedKey(account, "address", network);
  const byDevice = device && hashedKey(account, "device", device);
  const known = async (key: string) => (await pairs().get(key)) !== null;
  const key = byDevice && (await known(byDevice)) ? byDevice : (await known(byAddress)) ? byAddress : null;
  if (key) await countTry("familiar", key);
  const shared = [
    ["address", hashedKey(network)],
    ["everyone", "all"],
    ["account", hashedKey(account)],
  ] as const;
  if (!key) for (const [scope, each] of shared) await countTry(scope, each);
  let isGivenBack = false;
  async function giveBack(): Promise<void> {
    // A right password and then a right code are one try.
    if (isGivenBack) return;
    isGivenBack = true;
    if (key) await forgetTries("familiar", key);
    else await Promise.all(shared.map(([scope, each]) => returnTry(scope, each)));
  }
  return {
    turn: key ? { group: "known", key: hashedKey(account) } : { group: "strangers", key: hashedKey(network) },
    giveBack,
    async succeeded() {
      await giveBack();
      if (address) await pairs().set(byAddress, 1, ADDRESS_DAYS * 86_400);
      if (byDevice) await pairs().set(byDevice, 1, DEVICE_DAYS * 86_400);
    },
  };
}

/**
 * Whoever signs in, however they prove who they are: from a device or an address that is new to the account?
 * @returns true if it is new, and not the account's first sign-in
 */
export async function notePlace(userId: string, { address, device }: TryOrigin): Promise<boolean> {
  const key = (...parts: string[]) => hashedKey("place", userId, ...parts);
  const places = [
    ...(address ? [{ key: key("address", networkOf(address)), days: ADDRESS_DAYS }] : []),
    ...(device ? [{ key: key("device", device), days: DEVICE_DAYS }] : []),
  ];
  const first = key("any");
  const [any, ...known] = await Promise.all(
    [first, ...places.map((place) => place.key)].map((k) => pairs().get(k)),
  );
  for (const { key: each, days } of [...places, { key: first, days: DEVICE_DAYS }])
    await pairs().set(each, 1, days * 86_400);
  return Boolean(any) && known.every((place) => place === null);
}
