"""The whole database as one file, and back: the same file for SQLite and PostgreSQL."""

from campaigns.backups.archive import BadBackup
from campaigns.backups.restoring import Restored, RestoreRefused, restore_backup
from campaigns.backups.writing import BackupRefused, Written, stream_backup, write_backup

__all__ = [
    "BackupRefused",
    "BadBackup",
    "RestoreRefused",
    "Restored",
    "Written",
    "restore_backup",
    "stream_backup",
    "write_backup",
]
