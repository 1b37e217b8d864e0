/** Style of menus, popovers and selects. */
export const surfaceLook =
  "appear z-50 overflow-hidden rounded-lg bg-raised text-14 shadow-float outline-none";

/** Style of one entry in it. */
export const itemLook =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-13 outline-none max-md:min-h-10 pointer-coarse:min-h-11 max-md:text-14 data-disabled:pointer-events-none data-disabled:opacity-45 data-highlighted:bg-muted [&_svg]:size-4 [&_svg]:shrink-0";

/** Style of what covers the page behind a dialog. */
export const overlayLook = "fade fixed inset-0 z-40 bg-black/25 dark:bg-black/55";
