"""What a backup holds: every table of every app but a few named ones, and what kind of value each column has."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

LEFT_OUT = {
    "campaigns.Rollup": "derived: the restore computes it from the facts",
    "campaigns.PayoutShare": "derived: the restore computes it from the facts",
    "campaigns.DataVersion": "what processes keep in memory is known by it, so a restored database has a new one",
    "campaigns.Pulse": "signs of life of processes that are not there after a restore",
    "sessions.Session": "who was logged in logs in again",
    "django_tasks_database.DBTaskResult": "only says that there is work: the jobs themselves are in the backup",
}
"""Models by label, and why their rows are not in a backup."""
NO_MODELS = {
    "campaigns_cache": "tries to log in and other counts that run out by themselves",
    "django_migrations": "the manifest names the migrations",
    "sqlite_sequence": "the manifest holds the numbers",
    "sqlite_stat1": "what SQLite knows of its tables is looked up again",
}
"""Tables without a model, and why they are not in a backup."""
KINDS: tuple[tuple[str, tuple[type[models.Field], ...]], ...] = (
    ("flag", (models.BooleanField,)),
    ("number", (models.IntegerField,)),
    ("time", (models.DateTimeField,)),
    ("day", (models.DateField,)),
    ("json", (models.JSONField,)),
    ("bytes", (models.BinaryField,)),
    ("uuid", (models.UUIDField,)),
    ("text", (models.CharField, models.TextField, models.FileField, models.GenericIPAddressField)),
)
"""The first that fits counts: a time is a day to Django."""


@dataclass(frozen=True)
class Column:
    """A column of the database and the kind of its values."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table with its columns; ``number`` is the one that the database counts up, empty where there is none."""

    name: str
    columns: tuple[Column, ...]
    number: str = ""

    def describe(self) -> list[list[str]]:
        """The columns with their kinds, as the manifest has them."""
        return [[column.name, column.kind] for column in self.columns]


def all_models() -> Iterator[type[models.Model]]:
    """Every model that has a table, also those between two others."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            yield model


def kept_models() -> list[type[models.Model]]:
    """The models whose rows are in a backup."""
    return [model for model in all_models() if model._meta.label not in LEFT_OUT]


def describe_table(model: type[models.Model]) -> Table:
    """The table of a model. Raises ``TypeError`` for a field whose kind is not known here."""
    fields = [field for field in model._meta.concrete_fields if field.column and not field.generated]
    number = next((field.column for field in fields if isinstance(field, models.AutoField | models.BigAutoField)), "")
    return Table(model._meta.db_table, tuple(Column(field.column, _find_kind(field)) for field in fields), number)


def _find_kind(field: models.Field) -> str:
    target = field
    while target.remote_field:  # a link holds what it points at
        target = target.target_field
    for kind, classes in KINDS:
        if isinstance(target, classes):
            return kind
    raise TypeError(f"backups/tables.py does not know how {field} is written: add its kind to KINDS and texts.py.")
