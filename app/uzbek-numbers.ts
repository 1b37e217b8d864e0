// Browsers claim to know Uzbek but write its numbers as English does ("2,096"), the server writes "2 096": React would
// find another text than the server's in every plural from a thousand on.

/** @returns the constructor, with Uzbek numbers written as Russian ones, which are the same and known everywhere. */
export function withUzbek(native: typeof Intl.NumberFormat): typeof Intl.NumberFormat {
  const known = (args: unknown[]) => (args[0] === "uz" ? ["ru", ...args.slice(1)] : args);
  return new Proxy(native, {
    construct: (target, args, newTarget) => Reflect.construct(target, known(args), newTarget),
    apply: (target, self, args) => Reflect.apply(target, self, known(args)),
  });
}
