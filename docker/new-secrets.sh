#!/bin/sh
# Makes the secrets that docker-compose.yml names, at random, in ./secrets (or the folder given). What exists is left alone.
set -eu
folder=${1:-secrets}
mkdir -p "$folder/apps"
# The folder is closed to other users of this machine; within it the files are readable, because each container reads them
# as a user of its own, and Compose cannot change the owner of a file that it mounts.
chmod 700 "$folder"
chmod 755 "$folder/apps"
echo '*' >"$folder/.gitignore"
for name in influx_admin_password influx_token grafana_reader_password grafana_admin_password redis_password; do
  file=$folder/$name
  if [ -e "$file" ]; then continue; fi
  # Hexadecimal: Grafana expands a dollar sign within a secret.
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file"
  chmod 644 "$file"
  echo "made $file"
done
# The same password as the collectors of a cluster are told it.
url=$folder/redis_url
if [ ! -e "$url" ]; then
  printf 'redis://:%s@redis:6379' "$(cat "$folder/redis_password")" >"$url"
  chmod 644 "$url"
  echo "made $url"
fi
