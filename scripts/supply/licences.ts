// Which licences the project's packages may have.

export interface Lock {
  packages: Record<string, { version?: string; license?: string; integrity?: string; resolved?: string }>;
}

/** Permissive, or copyleft only for changes to the package itself, which is used unchanged. */
const allowed = new Set([
  ...[
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PSF-2.0",
    "Zlib",
  ],
  "Unlicense",
  ...["EPL-2.0", "LGPL-3.0-or-later", "MPL-2.0"],
  // Data and fonts: browser tables, examples of a test, typefaces.
  ...["CC-BY-4.0", "CC-BY-SA-4.0", "OFL-1.1"],
]);

/** Packages whose manifest names none; read in their LICENSE file. */
const read: Readonly<Record<string, string>> = { "seq-queue@0.0.5": "MIT" };

/** @param licence an SPDX expression without nested parentheses */
export const isAllowed = (licence: string): boolean =>
  licence
    .replace(/[()]/g, "")
    .split(/ or /i)
    .some((choice) => choice.split(/ and /i).every((each) => allowed.has(each.trim())));

export interface Licence {
  name: string;
  version: string;
  licence: string;
}

/** Each package once per version, by name; `unknown` if it names no licence. */
export function licencesOf({ packages }: Lock): Licence[] {
  const all = Object.entries(packages).flatMap(([path, { version = "", license }]): Licence[] => {
    if (!path) return [];
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return [{ name, version, licence: license ?? read[`${name}@${version}`] ?? "unknown" }];
  });
  const unique = new Map(all.map((each) => [`${each.name}@${each.version}`, each]));
  return [...unique.values()].sort((a, b) => a.name.localeCompare(b.name));
}
