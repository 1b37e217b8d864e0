import { redirect } from "next/navigation";
import { requirePlatform } from "../session.ts";

export default async function PlatformPage() {
  await requirePlatform();
  redirect("/platform/tenants");
}
