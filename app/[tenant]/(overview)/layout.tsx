import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { can } from "#lib/people/can.ts";
import { requireMember } from "../../session.ts";
import { firstPageOf, pathOf } from "../../shell/nav.ts";

/** Whoever may not see bots starts elsewhere. Above loading.tsx, so that this is sent before the skeleton. */
export default async function OverviewLayout(props: {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}) {
  const { tenant, context } = await requireMember((await props.params).tenant);
  if (!can(context.role, "viewBots")) redirect(pathOf(tenant.slug, { name: firstPageOf(context.role) }));
  return props.children;
}
