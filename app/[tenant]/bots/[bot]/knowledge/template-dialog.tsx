"use client";
export function TemplateDialog(_: {
  tenant: string;
  bot: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return null;
}
