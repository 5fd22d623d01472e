"""What a form was filled from: digests of a row's values, signed, that travel with the form and come back with it.

By them a save knows which fields somebody else has changed since the form was opened. No column of a table is needed
for that, and no lock is held while a person thinks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import connection, models

SALT = "campaigns.loaded"
Digests = Mapping[str, str]


def read_stored(row: models.Model) -> models.Model | None:
    """The row as it is stored, held until the end of the transaction there is; None when it is gone."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    return (rows.select_for_update() if connection.in_atomic_block else rows).first()


def read_values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Field → value; of links the numbers of what they lead to."""
    return {name: _read(row, row._meta.get_field(name)) for name in names}


def _read(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return sorted(getattr(row, field.name).values_list("pk", flat=True))
    return getattr(row, field.attname)


def digest_values(values: Mapping[str, Any]) -> dict[str, str]:
    """Field → digest. Values that a form cannot tell apart, such as two kinds of line ends, have the same."""
    return {name: _digest(value) for name, value in values.items()}


def _digest(value: Any) -> str:
    text = json.dumps(_plain(value), ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=9).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, datetime):
        return value.replace(microsecond=0).timestamp()  # a form shows whole seconds
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | models.QuerySet):
        return sorted(_plain(each) for each in value)
    return value if value is None or isinstance(value, int) else str(value)


def sign_digests(row: models.Model, digests: Digests) -> str:
    """The text that a form carries in a hidden field."""
    return signing.dumps({"row": _name(row), "fields": dict(digests)}, salt=SALT)


def stamp_row(row: models.Model, names: Iterable[str]) -> str:
    """The same for a row as it is."""
    return sign_digests(row, digest_values(read_values(row, names)))


def read_digests(text: str, row: models.Model) -> Digests | None:
    """What a form of this row carried; None when it is not what this portal wrote."""
    try:
        said = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return said["fields"] if said["row"] == _name(row) else None


def find_changed(loaded: Digests, stored: Digests) -> list[str]:
    """Fields that are stored otherwise than they were loaded."""
    return [name for name, digest in stored.items() if loaded.get(name) != digest]


def _name(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
