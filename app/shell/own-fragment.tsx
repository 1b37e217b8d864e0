"use client";
// Next keeps the fragment that an address had when it was first shown, and puts it back whenever a link leads there again:
// the sheet that the fragment opens would open once more.
import { usePathname } from "next/navigation";
import { useEffect, useLayoutEffect, useRef } from "react";
import { forgetFragment } from "../components/use-fragment.ts";

/** Takes the fragment out of an address that a link without one led to. */
export function OwnFragment() {
  const path = usePathname();
  /** Where the last click leads; null: nowhere, or by Back. */
  const led = useRef<{ path: string; fragment: string } | null>(null);
  useEffect(() => {
    function onClick({ target }: MouseEvent) {
      const link = target instanceof Element ? target.closest("a") : null;
      led.current = link ? { path: link.pathname, fragment: link.hash } : null;
    }
    const onBack = () => {
      led.current = null;
    };
    document.addEventListener("click", onClick, { capture: true });
    window.addEventListener("popstate", onBack);
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      window.removeEventListener("popstate", onBack);
    };
  }, []);
  // Before whatever reads the fragment looks at the new address.
  useLayoutEffect(() => {
    if (led.current?.path !== path) return;
    if (led.current.fragment === "" && window.location.hash !== "") forgetFragment();
    led.current = null;
  }, [path]);
  return null;
}
