"""How far each replica is: asked once a second beside the requests, as long as there are any; a process each.

A position is a number of bytes of the primary's log. A replica is left out as soon as it has not replayed what the
primary had written at the look before, does not answer, or is none any more; and comes back as soon as it has.
"""

import logging
import time
from random import choice
from threading import Lock, Thread

from django.db import DEFAULT_DB_ALIAS, Error, connections

LOOK_SECONDS = 1.0
UNKNOWN_SECONDS = 4.0
"""What was seen longer ago says nothing: the looks take long, or have just begun again."""
REST_SECONDS = 5.0
"""How long one that does not answer is not asked again: each time costs the others its time-out."""
QUIET_SECONDS = 10.0
"""So long after the last request nobody looks any more."""
_WRITTEN = "SELECT pg_current_wal_lsn() - '0/0'"
_REPLAYED = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' END"
logger = logging.getLogger(__name__)


class Watch:
    """What is known of the replicas in this process."""

    def __init__(self) -> None:
        self._good: dict[str, int] = {}
        self._looked_at = self._asked_at = float("-inf")
        self._written = 0
        self._rests: dict[str, float] = {}
        self._lock, self._thread = Lock(), None

    def choose(self, seen: int = 0) -> str | None:
        """A replica that is not behind and has replayed the position that this person has seen; else None."""
        self._asked_at = time.monotonic()
        self._begin()
        if self._asked_at - self._looked_at > UNKNOWN_SECONDS:
            return None
        able = [alias for alias, position in self._good.items() if position >= seen]
        return choice(able) if able else None

    def leave_out(self, alias: str) -> None:
        """It has just failed somebody: nobody is sent there before the next look."""
        self._good = {name: position for name, position in self._good.items() if name != alias}

    def _begin(self) -> None:
        """The thread begins with the first request: before, the process may still be forked."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._go_on, name="watch of replicas", daemon=True)
                self._thread.start()

    def _go_on(self) -> None:
        try:
            while time.monotonic() - self._asked_at < QUIET_SECONDS:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            connections.close_all()
            self._thread = None

    def _look(self) -> None:
        written = self._ask(DEFAULT_DB_ALIAS, _WRITTEN)
        is_recent = time.monotonic() - self._looked_at < UNKNOWN_SECONDS
        enough = self._written if is_recent else written
        found = {alias: self._ask(alias, _REPLAYED) for alias in connections if alias != DEFAULT_DB_ALIAS}
        is_known = written is not None and enough is not None
        good = {a: p for a, p in found.items() if is_known and p is not None and p >= enough}
        self._tell(good)
        self._good, self._written, self._looked_at = good, written, time.monotonic()

    def _ask(self, alias: str, question: str) -> int | None:
        """The position; None from one that does not answer or rests."""
        if time.monotonic() < self._rests.get(alias, 0):
            return None
        try:
            return _read(alias, question)
        except Error as error:
            logger.warning("%s does not answer: %s", alias, " ".join(str(error).split()))
            connections[alias].close()
            if alias != DEFAULT_DB_ALIAS:
                self._rests[alias] = time.monotonic() + REST_SECONDS
            return None

    def _tell(self, good: dict[str, int]) -> None:
        for alias in self._good.keys() - good.keys():
            logger.warning("%s is behind or away: it is left out.", alias)
        for alias in good.keys() - self._good.keys():
            logger.info("%s is read from.", alias)


def read_position() -> int:
    """How far the primary has written by now: whatever was committed before lies below."""
    return _read(DEFAULT_DB_ALIAS, _WRITTEN)


def _read(alias: str, question: str) -> int | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        (position,) = cursor.fetchone()
    return None if position is None else int(position)


WATCH = Watch()
"""Of this process."""
