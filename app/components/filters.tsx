"use client";
// Filters of a list. They live in the address: a filtered list can be sent to a colleague.
import { useRouter, useSearchParams } from "next/navigation";
import { Select } from "./select.tsx";

/** Value of what filters nothing; it is not written into the address. */
export const ALL = "all";

/** @param Name the filters of the list, as the address has them */
export function useFilters<Name extends string>() {
  const router = useRouter();
  const params = useSearchParams();
  return {
    has: (name: Name): boolean => params.has(name),
    shown: (name: Name): string => params.get(name) ?? "",
    /** Changes these, and begins at the first page. */
    set(values: Partial<Record<Name, string>>): void {
      const next = new URLSearchParams(params);
      next.delete("after");
      for (const [name, value] of Object.entries<string | undefined>(values)) {
        if (!value || value === ALL) next.delete(name);
        else next.set(name, value);
      }
      router.replace(`?${next}`, { scroll: false });
    },
    clear: (): void => router.replace("?", { scroll: false }),
  };
}

export function FilterSelect(props: {
  label: string;
  /** Empty: all. */
  value: string;
  all: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const { label, value, all, options, onChange } = props;
  return (
    <Select
      aria-label={label}
      className="h-8 w-auto max-w-56 text-13 max-md:h-9 max-md:text-13"
      value={value || ALL}
      onValueChange={onChange}
      options={[{ value: ALL, label: all }, ...options]}
    />
  );
}
