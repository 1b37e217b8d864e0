// `npm run doctor`: looks at everything that BotFactory needs, and says what to do where something is wrong. This file imports
// nothing, so that it can also say that packages are missing.

const MISSING = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];
try {
  await import("./doctor/examine.ts");
} catch (error) {
  const { code = "", message } = error as Error & { code?: string };
  if (!MISSING.includes(code)) throw error;
  const name = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1] ?? "a package";
  const finding = {
    ...{ subject: "Program", verdict: "wrong" },
    ...{ says: `${name} is missing`, todo: `Run npm ci in ${process.cwd()}.` },
  };
  console.log(
    process.argv.includes("--json")
      ? JSON.stringify({ ok: false, findings: [finding] }, null, 2)
      : `✘ ${finding.subject}: ${finding.says}\n    → ${finding.todo}`,
  );
  process.exit(1);
}

export {};
