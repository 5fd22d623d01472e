"""Whether a database has the tables that this version of the code expects. Cheap: asked at every look at readiness."""

from functools import cache

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def find_unapplied(alias: str = "default") -> list[str]:
    """Migrations of the code that the database has not had, as ``app.name`` in order. Two small queries.

    Raises ``django.db.Error`` when the database does not answer.
    """
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _read_migrations() - applied.keys())


@cache
def _read_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of the code, which does not change while a process runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def find_unknown(alias: str = "default") -> list[str]:
    """Migrations that the database has had and the code does not know, of apps that it does know."""
    known = _read_migrations()
    apps = {app for app, _ in known}
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied.keys() - known if app in apps)
