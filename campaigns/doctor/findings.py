"""What a check of a set-up finds, and what a check is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong, in three sentences: what, why it matters, what to do. A hint may stay as it is."""

    what: str
    why: str
    do: str
    is_hint: bool = False


Look = Callable[[], Iterator[Finding]]
"""Looks at the set-up; nothing found is nothing wrong."""
LookAt = Callable[[dict[str, Any]], Iterator[Finding]]
"""The same, of what the database says of itself: name → value."""


def name_check(look: Look | LookAt) -> str:
    """``pending-migrations`` of ``find_pending_migrations``: how scripts call what it finds."""
    return look.__name__.removeprefix("find_").replace("_", "-")
