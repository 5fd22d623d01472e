"""``manage.py backup FILE``: the whole database in one file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from campaigns.audit.trail import Subject, record_soon
from campaigns.backups import BackupRefused, stream_backup, write_backup
from campaigns.formats import format_count
from campaigns.management.background import BackgroundCommand
from campaigns.management.progress import RowBar
from campaigns.models import AuditEntry

WRONG_USAGE = 2
STANDARD_OUTPUT = "-"


class Command(BackgroundCommand):
    help = (
        "Writes everything in the database into one file, as of one moment, while others go on writing. "
        "“restore” puts it into an empty database of either engine."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file to make; - writes to standard output")
        parser.add_argument("--force", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, **options: Any) -> None:
        with RowBar(options["verbosity"] > 0) as bar:
            try:
                if options["file"] == STANDARD_OUTPUT:
                    if sys.stdout.isatty():
                        raise CommandError("A backup is no text: send it into a file.", returncode=WRONG_USAGE)
                    written = stream_backup(sys.stdout.buffer, bar.move)
                    sys.stdout.buffer.flush()
                else:
                    written = write_backup(Path(options["file"]), options["force"], bar.move)
            except BackupRefused as refused:
                raise CommandError(str(refused)) from None
            except OSError as error:
                raise CommandError(f"No backup was made: {options['file']}: {error.strerror}.") from None
        record_soon(
            AuditEntry.Act.BACKED_UP,
            Subject(table="", shown=Path(options["file"]).name),
            details={"rows": written.rows, "digest": written.digest},
        )
        said = f"{format_count(written.rows)} rows of {written.tables} tables; digest {written.digest}"
        out = self.stderr if options["file"] == STANDARD_OUTPUT else self.stdout
        if options["verbosity"]:
            out.write(f"Backed up {said}")
