import { notFound } from "next/navigation";
import { Gallery } from "../gallery.tsx";
import { themes } from "../themes.ts";

export const metadata = { title: "Gallery" };

interface Props {
  params: Promise<{ theme: string }>;
  searchParams: Promise<{ open?: string }>;
}

/** One theme; with `?open=NAME` nothing but that floating component, open. */
export default async function ThemePage({ params, searchParams }: Props) {
  const { theme: asked } = await params;
  const theme = themes.find((each) => each === asked);
  if (!theme) notFound();
  return <Gallery theme={theme} open={(await searchParams).open ?? null} />;
}
