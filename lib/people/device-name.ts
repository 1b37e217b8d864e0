// A browser and its system by name, from what the browser says of itself.

/** The first match counts: Edge and Opera also call themselves Chrome, Chrome calls itself Safari. */
const browsers = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bYaBrowser\//, "Yandex"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/\bcurl\//, "curl"],
] as const;
const systems = [
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\b(Macintosh|Mac OS X)\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** "Chrome · Android"; what is not recognised is left out. */
export function deviceName(agent: string): string {
  const named = [browsers, systems].map((kinds) => kinds.find(([pattern]) => pattern.test(agent))?.[1]);
  return named.filter(Boolean).join(" · ") || agent.slice(0, 40);
}
