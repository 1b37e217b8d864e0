import { redirect } from "next/navigation";
import { requireMember } from "../session.ts";
import { firstPageOf } from "../shell/nav.ts";

export default async function TenantStart({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant, context } = await requireMember((await params).tenant);
  redirect(`/${tenant.slug}/${firstPageOf(context.role)}`);
}
