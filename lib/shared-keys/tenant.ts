// The platform's own tenant: it has keys and nothing else. Other tenants share them (docs/decisions/0014-shared-keys.md).
// Its address is that of the platform's pages, which no other tenant can take (people/slugs.ts).

export const PLATFORM_TENANT = "00000000-0000-4000-8000-00000000c0de";
export const PLATFORM_SLUG = "platform";
