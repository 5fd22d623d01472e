"""The hash chain: each entry's hash rests on all that it says, on its place, and on the hash before.

What it shows, and what not. An entry that is changed, taken out, put in between or moved no longer fits its hash or
those behind it. Whoever may write to the database and knows this module can compute every hash from there on anew, or
cut the end off; that shows only against a head (place and hash) that is kept elsewhere. So each new head is logged, and
``audit --check --expect`` takes any head that there ever was. An entry that somebody adds by SQL as the newest looks
like any other: the chain proves that nothing was changed since, not who wrote it.
"""

import hashlib
import json
from datetime import UTC, datetime

from campaigns.models import AuditEntry

START = "0" * 64
"""What the first entry's hash rests on."""
SAID = (
    *("id", "token", "at", "actor", "account", "via", "act", "table"),
    *("row_id", "key", "shown", "run", "changes", "details", "request_id"),
)
"""All columns of an entry, in the order in which they are hashed."""


def compute_hash(before: str, place: int, sealed_at: datetime, entry: AuditEntry) -> str:
    """The hash of an entry at a place behind ``before``, equal on all engines: 64 hexadecimal digits."""
    said = [before, place, _plain(sealed_at), *(_plain(getattr(entry, name)) for name in SAID)]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
