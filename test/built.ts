// The build that tests need, made once.
import { buildDashboard, generateClient } from "../scripts/start/build.ts";

/** A build takes a minute of two cores; beside other work it may take many times as long. */
const LIMIT_MINUTES = 30;

/** The database client and the dashboard, each where it is not there yet. @throws Error if one cannot be made */
export async function buildForTests(): Promise<void> {
  generateClient();
  const limit = AbortSignal.timeout(LIMIT_MINUTES * 60_000);
  await buildDashboard(limit);
  if (limit.aborted)
    throw new Error(
      `The dashboard was not built within ${LIMIT_MINUTES} minutes, so no test was run: run npm run build, then the tests again.`,
    );
}
