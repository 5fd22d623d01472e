"""``manage.py restore FILE``: everything of a backup, into a database of either engine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError

from campaigns.backups import BadBackup, RestoreRefused, restore_backup
from campaigns.formats import format_count
from campaigns.management.background import BackgroundCommand
from campaigns.management.progress import RowBar

UNREADABLE = 2


class Command(BackgroundCommand):
    help = (
        "Puts everything of a backup into the database, which must be empty: all of it, or nothing. A database "
        "without tables gets them, and takes backups of older versions too. "
        "Stop the portal and its worker before, and start them again afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what “backup” has made")
        parser.add_argument("--force", action="store_true", help="replace everything that the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        with RowBar(options["verbosity"] > 0) as bar:
            try:
                restored = restore_backup(options["file"], options["force"], bar.move)
            except (BadBackup, RestoreRefused) as refused:
                raise CommandError(str(refused)) from None
            except OSError as error:
                where, why = error.filename or options["file"], error.strerror
                raise CommandError(f"Nothing was restored: {where}: {why}.", returncode=UNREADABLE) from None
            except DatabaseError as error:
                said = " ".join(str(error).split()).rstrip(".")
                raise CommandError(f"Nothing was restored. The database said: {said}.") from error
        self.stdout.write(
            f"Restored {format_count(restored.rows)} rows, backed up at {restored.made_at} from {restored.engine}; "
            f"digest {restored.digest}"
        )
        if restored.digest != restored.digest_then:
            self.stdout.write(f"The older version that made the backup computed the digest {restored.digest_then}")
