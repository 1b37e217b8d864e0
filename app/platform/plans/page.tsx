import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { defaultAllowances } from "#lib/bots/allowances.ts";
import { listPlans } from "#lib/platform/plans.ts";
import { requirePlatform } from "../../session.ts";
import { PlanList } from "./plan-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("platform.plans"))("title") };
}

export default async function PlansPage() {
  const person = await requirePlatform();
  return <PlanList plans={await listPlans(person)} defaults={defaultAllowances.tenant} />;
}
