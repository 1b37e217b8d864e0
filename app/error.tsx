"use client";
import { onDemand } from "./on-demand.tsx";
import type { ErrorProps } from "./shell/error-page.tsx";

/** Every page has this one beside it, so what it shows loads when it is needed. */
const ErrorPage = onDemand<ErrorProps>(() =>
  import("./shell/error-page.tsx").then((module) => module.PageFault),
);

export default ErrorPage;
