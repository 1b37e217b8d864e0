"use client";
export function ImportDialog(_: {
  tenant: string;
  bot: string;
  file: File | null;
  into: { id: string; pieces: number } | null;
  onDocument: ((file: File) => void) | null;
  onClose: () => void;
}) {
  return null;
}
