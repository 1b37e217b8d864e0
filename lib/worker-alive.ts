// Which workers are alive: the shared definition for pages, the readiness check and the workers.

/** Workers send a heartbeat every 5 s; one without a heartbeat for this long counts as dead. */
export const WORKER_ALIVE_SECONDS = 12;

/** SQL condition over `"Worker" AS w`, by the database's clock. */
export const workerAlive = `w."seenAt" > now() - interval '${WORKER_ALIVE_SECONDS} seconds'`;
