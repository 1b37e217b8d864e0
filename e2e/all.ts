// `npm run e2e:all`: the browser tests in their long forms. Arguments go to Playwright: `npm run e2e:all -- pages`.
import { spawn } from "node:child_process";

const args = ["node_modules/playwright/cli.js", "test", "-c", "e2e", ...process.argv.slice(2)];
const env = { ...process.env, EVERY_LOOK: "1", EVERY_QUERY: "1", EVERY_PLACE: "1" };
const child = spawn(process.execPath, args, { stdio: "inherit", env });
child.once("exit", (code) => process.exit(code ?? 1));
