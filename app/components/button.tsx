import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const button = cva(
  "relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-primary-foreground hover:bg-primary-hover",
        secondary: "border bg-background hover:bg-muted dark:border-strong",
        ghost: "text-muted-foreground hover:bg-muted hover:text-foreground data-[state=open]:bg-muted",
        danger: "bg-broken text-white hover:opacity-90 dark:text-background",
        link: "h-auto! p-0! text-primary underline-offset-4 hover:underline dark:text-[oklch(0.74_0.13_264)]",
      },
      size: {
        md: "h-9 px-3.5 text-14 max-md:h-10",
        sm: "h-8 px-3 text-13 max-md:h-9",
        icon: "size-8 max-md:size-10",
      },
    },
    defaultVariants: { variant: "primary", size: "md" },
  },
);

interface Props extends ComponentProps<"button">, VariantProps<typeof button> {
  /** Shows a spinner and ignores clicks. */
  pending?: boolean;
  /** Styles its only child, for instance a link, instead of rendering a button. */
  asChild?: boolean;
}

export function Button({
  variant,
  size,
  pending = false,
  asChild = false,
  className,
  children,
  ...rest
}: Props) {
  const look = cn(button({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      {...rest}
      className={look}
      disabled={rest.disabled || pending}
      aria-busy={pending || undefined}
    >
      {pending ? (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="animate-spin" />
        </span>
      ) : null}
      <span className={cn("contents", pending && "*:invisible")}>
        {pending ? <span className="invisible inline-flex items-center gap-1.5">{children}</span> : children}
      </span>
    </button>
  );
}
