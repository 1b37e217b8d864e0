// Every endpoint of the API, in the order in which the reference shows them.
import type { ApiEndpoint } from "./endpoint.ts";
import { meEndpoints } from "./me.ts";

export const endpoints: readonly ApiEndpoint[] = [...meEndpoints];
