// `npm run build`: what a start would build, for an image or a folder that is read-only later.
import { buildDashboard, generateClient } from "./start/build.ts";
import { fail } from "./start/environment.ts";

Object.assign(process.env, { NODE_ENV: "production" });
try {
  generateClient();
  await buildDashboard(new AbortController().signal);
} catch (error) {
  fail(error);
}
