"use client";
// A select that opens; select.tsx loads it.
import { Check, ChevronsUpDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn.ts";
import { useField } from "./field-context.ts";
import { type SelectProps, selectLook } from "./select-look.ts";
import { itemLook, surfaceLook } from "./surface.ts";

export function OpenedSelect({
  value,
  onValueChange,
  options,
  placeholder,
  disabled,
  className,
  ...rest
}: SelectProps) {
  const field = useField();
  return (
    <Radix.Root defaultOpen value={value} onValueChange={onValueChange} disabled={disabled ?? false}>
      <Radix.Trigger
        id={field?.id}
        aria-describedby={field?.["aria-describedby"]}
        aria-invalid={field?.["aria-invalid"]}
        {...rest}
        className={cn(selectLook, className)}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className={cn(
            surfaceLook,
            "max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) p-1",
          )}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className={cn(itemLook, "justify-between")}
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check aria-hidden className="size-4" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
