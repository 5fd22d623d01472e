"""Which migrations a database has had: only where they are equal do tables and backup fit."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from campaigns.backups.archive import BadBackup

Migrations = dict[str, list[str]]
"""Names of migrations by app."""


def read_migrations() -> Migrations:
    """Those that were applied, of apps that are there."""
    found: Migrations = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        if app in apps.app_configs:
            found.setdefault(app, []).append(name)
    return found


def refuse_unknown(theirs: Migrations) -> None:
    """Raises ``BadBackup`` when the backup's database has had migrations that this version does not have."""
    if strange := _pairs(theirs) - MigrationLoader(connection).disk_migrations.keys():
        app, name = max(strange)
        raise BadBackup(
            f"This backup was made by a newer version of the portal, or by one with other apps: {app} is at {name} "
            "there, which is not known here. Update the portal, then restore."
        )


def is_older(theirs: Migrations) -> bool:
    """Whether this version has migrations that the backup's database has not had."""
    return bool(MigrationLoader(connection).disk_migrations.keys() - _pairs(theirs))


def insist_on_equal(theirs: Migrations) -> None:
    """Raises ``BadBackup`` with what to do, when the database has had other migrations than the backup's."""
    ours, missing = _pairs(read_migrations()), _pairs(theirs)
    missing, more = missing - ours, ours - missing
    if missing:
        raise BadBackup("The tables of this database are not up to date: run “manage.py migrate” first, then restore.")
    if more:
        app, name = max(more)
        at = theirs[app][-1] if theirs.get(app) else "nothing"
        raise BadBackup(
            f"This backup was made by an older version of the portal: {app} is at {at} there and at {name} here. "
            "Restore it into a database without any tables: it gets those of that version, and then this one's."
        )


def _pairs(migrations: Migrations) -> set[tuple[str, str]]:
    return {(app, name) for app, names in migrations.items() for name in names}
