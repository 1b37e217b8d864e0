"use client";
// In a link of a row that scrolls: moves the row until the link is in its middle, with links on both sides.

const show = (at: HTMLElement | null) =>
  at?.parentElement?.scrollIntoView({ block: "nearest", inline: "center" });

export const InView = () => <span ref={show} />;
