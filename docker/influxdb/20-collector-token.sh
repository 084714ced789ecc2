#!/bin/bash
# Runs once, when InfluxDB is set up on an empty volume. If it fails, InfluxDB throws the half-made set-up away and tries again.
# The collector gets a token that reads and writes one bucket and may do nothing else. InfluxDB lets nobody choose the text of such a
# token, so it cannot lie in ./secrets: it goes into a volume that the collector reads. For an InfluxDB that was set up without it:
#   docker compose exec influxdb /docker-entrypoint-initdb.d/20-collector-token.sh
set -euo pipefail
file=${COLLECTOR_TOKEN_FILE:?}
bucket=$(influx bucket list --name "$DOCKER_INFLUXDB_INIT_BUCKET" --org "$DOCKER_INFLUXDB_INIT_ORG" --hide-headers | cut -f 1)
answer=$(influx auth create --description 'TIMPush collector' --org "$DOCKER_INFLUXDB_INIT_ORG" --read-bucket "$bucket" --write-bucket "$bucket" --json)
token=$(sed -n 's/.*"token": *"\([^"]*\)".*/\1/p' <<<"$answer")
if [ -z "$token" ]; then
  echo 'InfluxDB made no token for the collector' >&2
  exit 1
fi
# It is there whole or not at all. Readable to others, since the collector is another user than the one here; only these two
# containers have the volume.
printf '%s' "$token" >"$file.new"
chmod 644 "$file.new"
mv "$file.new" "$file"
