import { getTranslations } from "next-intl/server";

/** The first stop of a keyboard: past the navigation, to the element `#content`, which takes the focus. */
export async function SkipLink() {
  const t = await getTranslations("shell");
  return (
    <a
      href="#content"
      className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:translate-y-0"
    >
      {t("skip")}
    </a>
  );
}
