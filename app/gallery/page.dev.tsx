// The components in development, light and dark side by side: `npm run dev`, then /gallery. Not part of a build.
import { themes } from "./themes.ts";

export const metadata = { title: "Gallery" };

export default function GalleryPage() {
  return (
    <main className="grid h-dvh grid-cols-2">
      {themes.map((theme) => (
        <iframe key={theme} title={theme} src={`/gallery/${theme}`} className="size-full border-r" />
      ))}
    </main>
  );
}
