"""A database that is away, or a disk that is full: which it is, and what it means to people.

Both are told by the engines' own codes. Whatever else a database complains about is a bug, and stays one.
"""

import errno
from dataclasses import dataclass

from django.db import Error, InterfaceError, OperationalError, connection
from django.utils.translation import gettext_noop as _

from campaigns.sentences import kept

AWAY_STATES = ("08", "57P")
"""Beginnings of PostgreSQL's codes for a lost connection and for a server that stops or starts."""
FULL_STATE = "53100"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What is wrong with the surroundings. ``status`` is the answer's, ``seconds`` when to come again if ever."""

    title: str
    sentence: str
    status: int
    seconds: int = 0

    def describe(self) -> str:
        """In words, on one line."""
        return f"{self.title}. {self.sentence}"


AWAY = Outage(
    title=kept(_("The database does not answer")),
    sentence=kept(
        _("If you were saving something, look whether it is there before you save it again. Try again in a minute.")
    ),
    status=503,
    seconds=30,
)
FULL = Outage(
    title=kept(_("The disk of the server is full")),
    sentence=kept(_("Nothing was changed. Whoever runs the server has to make room first; then try again.")),
    status=507,
)


def find_outage(error: BaseException | None) -> Outage | None:
    """Which outage an error tells of; None for any other error."""
    if isinstance(error, OSError):
        return FULL if error.errno in NO_ROOM else None
    if not isinstance(error, Error):
        return None
    return _of_sqlite(error) if connection.vendor == "sqlite" else _of_postgresql(error)


def _of_sqlite(error: Error) -> Outage | None:
    name = getattr(error.__cause__, "sqlite_errorname", "")
    return {"SQLITE_FULL": FULL, "SQLITE_CANTOPEN": AWAY}.get(name)


def _of_postgresql(error: Error) -> Outage | None:
    state = getattr(error.__cause__, "sqlstate", None)
    if state == FULL_STATE:
        return FULL
    is_lost = state is None and isinstance(error, OperationalError | InterfaceError)  # the driver says it, no server
    return AWAY if is_lost or (state or "").startswith(AWAY_STATES) else None
