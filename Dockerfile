# The major tag on purpose: a rebuild with --pull brings Node's and Debian's security fixes; packages are pinned by the lock file.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM ${NODE_IMAGE}
# The release adds version, revision and source.
LABEL org.opencontainers.image.title="TIMPush collector" \
      org.opencontainers.image.description="Collects Tencent Cloud Chat push statistics (TIMPush) into InfluxDB or DuckDB" \
      org.opencontainers.image.licenses="Apache-2.0"
# Inside a container loopback reaches nobody, hence the open host; who may come in is decided where the port is published.
ENV NODE_ENV=production \
    TIMPUSH_CONFIG=/app/config/collector.yaml \
    TIMPUSH_HTTP_HOST=0.0.0.0 \
    TIMPUSH_HTTP_ALLOW_OPEN=true \
    TIMPUSH_DUCKDB_PATH=/data/timpush.duckdb
WORKDIR /app
# Owned by root: the program cannot change itself, and its root may be read-only. It writes to /data alone.
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY config ./config
# Whoever the container runs as may write there: `--user`, and what OpenShift chooses.
RUN mkdir --mode=1777 /data
VOLUME /data
# By number: the node user, whom Kubernetes' runAsNonRoot would not know by its name.
USER 1000
EXPOSE 8080
STOPSIGNAL SIGTERM
# The slim image has no curl. With another http.port than 8080, set TIMPUSH_HTTP_PORT, so that this line knows it too: with 0 there
# is nobody to ask, and a service link of Kubernetes is left aside, as the collector does.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "const [port] = /^\\d+$/.exec(process.env.TIMPUSH_HTTP_PORT) ?? [8080]; if (Number(port) === 0) process.exit(0); fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]
