#!/bin/sh
# Makes a backup in BACKUP_DIR and removes those older than BACKUP_DAYS (14). The old ones go only after a new one is
# there. Run by healthkart-roi-backup.service, or by hand with the settings of the service in the environment.
set -eu
cd "$(dirname "$0")/.."
folder=${BACKUP_DIR:?BACKUP_DIR must name the folder for backups}
mkdir -p -m 700 "$folder"
${PYTHON:-.venv/bin/python} manage.py backup --verbosity 0 "$folder/roi-$(date -u +%Y%m%dT%H%M%SZ).backup"
find "$folder" -maxdepth 1 -name 'roi-*.backup' -mtime "+${BACKUP_DAYS:-14}" -delete
