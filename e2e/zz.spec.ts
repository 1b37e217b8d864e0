import { signIn, test } from "./platform.ts";
import { scriptBytes } from "./weight.ts";
test("weigh", async ({ page, platform }) => {
  await signIn(page, platform);
  for (const at of ["keys", "models", "bots#add", "bots", "keys#add"]) console.log(at, await scriptBytes(page, `${platform.url}/main/${at}`));
});
