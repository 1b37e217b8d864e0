import { redirect } from "next/navigation";
import { requireMember } from "../session.ts";

export default async function TenantStart({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await requireMember((await params).tenant);
  redirect(`/${tenant.slug}/bots`);
}
