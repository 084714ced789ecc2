#!/bin/bash
# Runs once, when InfluxDB is set up on an empty volume. If it fails, InfluxDB throws the half-made set-up away and tries again.
# Grafana gets a login of its own that can read one bucket and write nothing.
set -euo pipefail
influx v1 auth create \
  --username grafana \
  --password "$(cat /run/secrets/grafana_reader_password)" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  >/dev/null
