// Preloaded into the dashboard: when the supervisor is gone, nobody would ever stop it.
process.on("disconnect", () => process.exit(0));
