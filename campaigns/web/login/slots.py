"""Counts tries over all processes: each takes a slot of a few, which is free again after a while.

On Django's cache, a table of the database: adding an entry that exists fails, so two processes never take one slot.
Whoever finds all taken writes nothing, so an attack costs the database only reads.
"""

import time
from hashlib import sha256

from django.core.cache import cache

from campaigns.writers import Busy, describe_wait


class AllTaken(Exception):
    """Every slot is taken; the next is free after ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"All slots are taken for {seconds:.0f} seconds.")
        self.seconds = max(1, round(seconds))


def take_slot(kind: str, whose: str, most: int, seconds: int) -> str:
    """Takes one of ``most`` slots for so many seconds, and returns its name for ``give_back``.

    Raises ``AllTaken``, and ``Busy`` when nothing can be written.
    """
    names, taken = _look(kind, whose, most)
    for name in names:
        if name in taken:
            continue
        if cache.add(name, time.time() + seconds, seconds):
            return name
        if (until := cache.get(name)) is None:  # nobody else took it
            raise Busy(describe_wait())
        taken[name] = until
    raise AllTaken(min(taken.values()) - time.time())


def insist_on_room(kind: str, whose: str, most: int) -> None:
    """Raises ``AllTaken`` if no slot is free, and takes none."""
    names, taken = _look(kind, whose, most)
    if len(taken) >= len(names):
        raise AllTaken(min(taken.values()) - time.time())


def _look(kind: str, whose: str, most: int) -> tuple[list[str], dict[str, float]]:
    mark = sha256(whose.encode()).hexdigest()[:32]
    names = [f"{kind}.{mark}.{number}" for number in range(most)]
    return names, cache.get_many(names)


def give_back(names: list[str]) -> None:
    """Frees slots before their time."""
    cache.delete_many(names)
