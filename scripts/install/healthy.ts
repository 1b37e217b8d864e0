// The health check of a container: exit code 0 if the program answers. `node scripts/install/healthy.ts [ADDRESS]`, by default the
// dashboard's.
const [address = `http://127.0.0.1:${process.env.PORT || "3000"}/api/health`] = process.argv.slice(2);
const response = await fetch(address, { signal: AbortSignal.timeout(4_000) }).catch(() => null);
process.exit(response?.ok ? 0 : 1);

export {};
