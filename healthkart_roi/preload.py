"""Loads what the first pages of every server process would wait for, before these part: they share it."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.template.loader import get_template

LATE = (settings.ROOT_URLCONF, "scipy.special")
"""Modules that are loaded when a page first needs them; the second takes half a second."""
MAPPED = 0x7FFF0000
"""Bytes of an SQLite file that are read in place: as many as SQLite allows."""


def preload() -> None:
    """Loads these modules and reads every template of the portal. Raises what is wrong with any of them."""
    connection_created.connect(read_in_place)
    for module in LATE:
        import_module(module)
    for [folder] in (engine["DIRS"] for engine in settings.TEMPLATES):
        for template in Path(folder).rglob("*.html"):
            get_template(template.relative_to(folder).as_posix())


def read_in_place(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Lets SQLite read its file through the kernel's cache, which all threads of all processes share.

    Else each thread keeps copies of up to 64 MB of its own, which fill as the data grow.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA mmap_size={MAPPED}")
