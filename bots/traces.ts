// Traces for OpenTelemetry: each answer is a trace, with a span for each call upstream; ids, counts and times, never texts, tokens
// or keys. Off unless the standard variables name a collector.
import { randomBytes } from "node:crypto";
import { context, type Tracer, trace } from "@opentelemetry/api";
import { now } from "#lib/chain-state/shared-clock.ts";
import { type Env, env } from "#lib/env.ts";
import type { Walk } from "#lib/fallback/index.ts";

type Variables = Pick<
  Env,
  | "OTEL_EXPORTER_OTLP_ENDPOINT"
  | "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
  | "OTEL_SDK_DISABLED"
  | "OTEL_TRACES_SAMPLER_ARG"
>;

let tracer: Tracer | undefined;
/** The trace of the span that begins now: an answer's own id, so that its page and its trace are found by each other. */
let traceId = "";

/** Loads the SDK, about 20 MB, only where traces are asked for. @returns what sends the rest and ends it */
export async function startTraces(variables: Variables = env()): Promise<{ stop(): Promise<void> }> {
  const collector = variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!collector || variables.OTEL_SDK_DISABLED) return { stop: async () => undefined };
  const [{ BatchSpanProcessor, TracerProvider, TraceIdRatioBasedSampler }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const { detectResources, envDetector, resourceFromAttributes } = resources;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "botfactory-worker" }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler: new TraceIdRatioBasedSampler(variables.OTEL_TRACES_SAMPLER_ARG),
    // It reads its own variables: address, headers, certificates, time-out.
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
    idGenerator: {
      generateTraceId: () => traceId,
      generateSpanId: () => randomBytes(8).toString("hex"),
    },
  });
  tracer = provider.getTracer("botfactory");
  return {
    async stop() {
      tracer = undefined;
      await provider.shutdown();
    },
  };
}

export interface TracedAnswer {
  id: string;
  tenantId: string;
  botId: string;
  state: string;
  receivedAt: Date;
  firstTextAt: Date | null;
}

/** Tells of an answer that is complete in its chat. Costs nothing while traces are off. */
export function traced(answer: TracedAnswer, { attempts, waitedMs }: Walk): void {
  if (!tracer) return;
  traceId = answer.id.replaceAll("-", "");
  const root = tracer.startSpan("answer", {
    startTime: answer.receivedAt,
    attributes: {
      "botfactory.answer": answer.id,
      "botfactory.tenant": answer.tenantId,
      "botfactory.bot": answer.botId,
      "botfactory.state": answer.state,
      "botfactory.waited_ms": waitedMs,
    },
  });
  if (answer.firstTextAt) root.addEvent("first text", answer.firstTextAt);
  const parent = trace.setSpan(context.active(), root);
  for (const { model, key, startedAt, ms, firstTokenMs, httpStatus, usage, ...attempt } of attempts) {
    const span = tracer.startSpan(
      `chat ${model}`,
      {
        startTime: startedAt,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "gcp.gemini",
          "gen_ai.request.model": model,
          "botfactory.key": key.id,
          "botfactory.class": attempt.class,
          ...(attempt.class !== "ok" && { "error.type": attempt.class }),
          ...(httpStatus !== null && { "http.response.status_code": httpStatus }),
          ...(usage && {
            "gen_ai.usage.input_tokens": usage.inputTokens,
            "gen_ai.usage.output_tokens": usage.outputTokens,
          }),
        },
      },
      parent,
    );
    if (firstTokenMs !== null) span.addEvent("first token", startedAt + firstTokenMs);
    span.end(startedAt + ms);
  }
  root.end(now());
}
