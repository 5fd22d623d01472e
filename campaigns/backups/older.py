"""A database without tables, which gets them as the version that made the backup had them, and later ones by migrating.

So a backup of an older version can be restored. Nothing is lost when it fails: there was nothing.
"""

from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from campaigns.backups.archive import Archive, Manifest, name_member
from campaigns.backups.sequences import restore_sequences
from campaigns.backups.tables import Column, Table, describe_table, kept_models
from campaigns.backups.target import delete_rows, without_triggers
from campaigns.backups.texts import write_table
from campaigns.backups.versions import Migrations
from campaigns.backups.writing import Tell

APPLIED = "django_migrations"


def is_bare() -> bool:
    """Whether there is no table at all."""
    return not connection.introspection.table_names()


def load_older(archive: Archive, tell: Tell) -> None:
    """Makes the tables that the rows came from, puts them in, and then migrates to this version."""
    _make_tables(archive.manifest.migrations)
    tables = list(_list_tables(archive.manifest))
    with transaction.atomic():
        with without_triggers():
            delete_rows([name for name in connection.introspection.table_names() if name != APPLIED])
            for table in tables:
                write_table(table, archive.read(name_member(table.name)))
                tell(table.name, archive.manifest.members[name_member(table.name)].rows)
        restore_sequences(tables, archive.manifest.sequences)
    tell("migrating", 0)
    migrate()


def migrate() -> None:
    """Brings the tables up to this version, with everything that it keeps beside them, such as triggers."""
    call_command("migrate", interactive=False, verbosity=0)


def _make_tables(migrations: Migrations) -> None:
    """Applies these migrations. No signals: what they make, such as rows for "none", expects this version's tables."""
    MigrationExecutor(connection).migrate([(app, names[-1]) for app, names in migrations.items()])


def _list_tables(manifest: Manifest) -> Iterator[Table]:
    numbers = {table.name: table.number for table in map(describe_table, kept_models())}
    for name, columns in manifest.tables.items():
        has_id = any(column == "id" for column, _ in columns)
        yield Table(name, tuple(Column(*column) for column in columns), numbers.get(name, "id" if has_id else ""))
