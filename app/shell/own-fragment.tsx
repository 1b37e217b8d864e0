"use client";
// Next keeps the fragment that an address had when it was first shown, and puts it back whenever a link or Back leads there
// again: the sheet that the fragment opens would open once more.
import { usePathname } from "next/navigation";
import { useEffect, useLayoutEffect, useRef } from "react";
import { forgetFragment } from "../components/use-fragment.ts";

/** Takes the fragment out of an address that a link without one led to, or Back to an address that had none any more. */
export function OwnFragment() {
  const path = usePathname();
  /** Where the last click or Back leads; null: nowhere. */
  const led = useRef<{ path: string; fragment: string } | null>(null);
  useEffect(() => {
    function onClick({ target }: MouseEvent) {
      const link = target instanceof Element ? target.closest("a") : null;
      led.current = link ? { path: link.pathname, fragment: link.hash } : null;
    }
    // The browser's own address: the router has not written its one over it yet.
    function onBack() {
      led.current = { path: window.location.pathname, fragment: window.location.hash };
    }
    document.addEventListener("click", onClick, { capture: true });
    window.addEventListener("popstate", onBack, { capture: true });
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      window.removeEventListener("popstate", onBack, { capture: true });
    };
  }, []);
  // Before whatever reads the fragment looks at the new address.
  useLayoutEffect(() => {
    const to = led.current;
    led.current = null;
    if (to?.path === path && to.fragment === "" && window.location.hash !== "") forgetFragment();
  }, [path]);
  return null;
}
