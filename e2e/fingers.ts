// What a finger can hit: how large the area around each target is that takes a tap for it.
import type { Page } from "playwright/test";

/** CSS pixels; WCAG 2.5.5. */
const FINGER = 44;

/**
 * Targets of the page that are hit in less than 44 × 44 px, as "name: width × height". The room between two targets counts for both:
 * whoever taps there means one of them. Left out are links in running text (as in WCAG), bars of charts, which have a table beside
 * them, and what cannot be used now.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const all =
      "a[href], button, summary, input, select, textarea, label:has(> input), [role^=menuitem], [role=option]";
    const isInText = (element: Element) =>
      getComputedStyle(element).display === "inline" &&
      [...(element.parentNode?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && /\p{L}/u.test(node.textContent ?? ""),
      );
    const isOn = ({ x, y, width, height }: DOMRect, atX: number, atY: number) =>
      atX >= x && atX <= x + width && atY >= y && atY <= y + height;
    /** How much of a line through the middle is the target's; no more than is needed is looked at. */
    const reach = (isHit: (offset: number) => boolean) => {
      let pixels = isHit(0) ? 1 : 0;
      for (const step of [1, -1]) for (let at = step; Math.abs(at) < least && isHit(at); at += step) pixels++;
      return pixels;
    };
    const small = [...document.querySelectorAll<HTMLElement>(all)].flatMap((element) => {
      const isOff = element.matches(":disabled, [aria-disabled=true], [type=hidden], [type=file]");
      if (
        isOff ||
        element.closest("figure, [aria-hidden=true]") ||
        !element.checkVisibility({ visibilityProperty: true })
      )
        return [];
      const target = (element.matches("input") && element.closest("label")) || element;
      if (isInText(target)) return [];
      target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const [box] = target.getClientRects();
      // Hidden from the eye, like the link over the navigation before it has the focus.
      if (!box || box.width < 2 || box.height < 2 || box.y < 0) return [];
      const isHit = (x: number, y: number) => {
        const hit = document.elementFromPoint(x, y);
        if (target.contains(hit)) return true;
        const other = hit?.closest(all);
        return other
          ? !other.contains(target) && ![...other.getClientRects()].some((each) => isOn(each, x, y))
          : false;
      };
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const [width, height] = [reach((by) => isHit(x + by, y)), reach((by) => isHit(x, y + by))];
      // The first and the last pixel are not whole ones.
      if (width >= least - 1 && height >= least - 1) return [];
      const name = element.ariaLabel ?? element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
      return [`${name || element.outerHTML.slice(0, 120)}: ${width} × ${height}`];
    });
    return [...new Set(small)];
  }, FINGER);
}
