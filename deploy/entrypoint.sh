#!/bin/sh
# Reads secrets from files before the program starts: NAME_FILE says where NAME is, for the names below. So they stand in
# no image, no Compose file and no `docker inspect`. PGPASSWORD is what PostgreSQL's library takes where DATABASE_URL has
# no password.
set -eu
for name in SECRET_KEY METRICS_TOKEN PGPASSWORD; do
    eval "file=\${${name}_FILE:-}"
    if [ -n "$file" ]; then
        value=$(cat "$file")
        export "$name=$value"
        unset "${name}_FILE"
    fi
done
# Imports and sorts write what does not fit in memory there: the memory that /tmp is made of would be too small.
[ -z "${TMPDIR:-}" ] || mkdir -p -m 700 "$TMPDIR"
exec "$@"
