import { getTranslations } from "next-intl/server";
import { NothingHere } from "./shell/nothing-here.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("shell.notFound"))("title") };
}

export default function NotFound() {
  return (
    <main>
      <NothingHere />
    </main>
  );
}
