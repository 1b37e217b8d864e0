import type { ReactNode } from "react";
import { requireMember } from "../../session.ts";

/** Above loading.tsx, so that a refusal is sent before the skeleton, with its status. */
export default async function AnalyticsLayout(props: {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}) {
  await requireMember((await props.params).tenant, "viewAnalytics");
  return props.children;
}
