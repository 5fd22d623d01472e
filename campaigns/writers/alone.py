"""Waits for the lock under which figures are changed, or says why that takes too long.

The engine's own lock decides: SQLite's one write transaction, an advisory lock of the transaction on PostgreSQL. Both
end with the process that holds them, however it ends. Only who does not get the lock asks who has it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_noop as _

from campaigns.scope import insist_unlimited
from campaigns.sentences import kept
from campaigns.writers.told import LOCK, Saying, Writer, read_writer

WAIT_SECONDS = 20
POLL_SECONDS = 0.05
WAITED = kept(_("Nothing was changed: another change was still being written after {seconds} seconds. Try again soon."))
REFUSED = kept(_("Nothing was changed: {what}. Try again when it is done."))
NOT_NOW = kept(_("Nothing was changed: {what}."))
WAITING = kept(_("waiting for another change"))
WAITING_FOR = kept(_("waiting: {what}"))


class Busy(Exception):
    """Nothing was changed, because somebody else is writing. The text is a sentence for people."""


@dataclass(frozen=True)
class _Patience:
    """How a writer is called and how long it waits; ``tell`` hears for whom."""

    name: str = ""
    seconds: float = WAIT_SECONDS
    for_all: bool = False
    tell: Callable[[str], None] = field(default=lambda sentence: None)


_USUAL = _Patience()
_before_change: list[Callable[[], None]] = []
_patience: ContextVar[_Patience] = ContextVar("patience", default=_USUAL)
_hold: ContextVar[Saying | None] = ContextVar("hold", default=None)


@contextmanager
def write_alone(what: str, rows: int = 0) -> Iterator[None]:
    """A transaction that is the only one to change figures; ``what`` it does and for how many rows others are told.

    Waits for its turn. Raises ``Busy`` at once when more than ``LARGE`` rows are being written, and after
    ``WAIT_SECONDS`` otherwise. Inside another one it is a savepoint.
    """
    insist_unlimited()
    is_first = not is_alone()
    with _write(what, rows):
        for announce in _before_change if is_first else ():
            announce()
        yield


def announce_changes(announce: Callable[[], None]) -> None:
    """Has this called at the beginning of every change of figures, in its transaction."""
    _before_change.append(announce)


@contextmanager
def _write(what: str, rows: int = 0) -> Iterator[None]:
    with ExitStack() as stack:
        hold = _hold.get() if is_alone() else None
        if hold:
            stack.enter_context(transaction.atomic())
        else:
            if old := _hold.get():
                old.end()  # this runs after its commit
            hold = Saying()
            stack.callback(hold.end)  # entered first, so that it ends last: after the commit
            stack.callback(_hold.reset, _hold.set(hold))
            _wait_for_turn(stack)
        hold.say(_patience.get().name or what, rows)
        yield


@contextmanager
def write_beside(what: str) -> Iterator[None]:
    """A transaction for rows that no import touches, such as jobs: PostgreSQL writes them beside an import.

    SQLite has one writer for the whole file, so there it waits for its turn too.
    """
    with _write(what) if connection.vendor == "sqlite" else transaction.atomic():
        yield


@contextmanager
def write_if_free() -> Iterator[bool]:
    """A transaction that is not waited for: whether there is one, which SQLite denies while somebody else writes."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            yield _begin_at_once(stack)
        else:
            stack.enter_context(transaction.atomic())
            yield True


@contextmanager
def in_background(name: str, seconds: float, tell: Callable[[str], None] = lambda sentence: None) -> Iterator[None]:
    """Whoever writes in here is called ``name``, waits ``seconds`` also for large writers, and tells for whom."""
    token = _patience.set(_Patience(name, seconds, True, tell))
    try:
        yield
    finally:
        _patience.reset(token)


def is_alone() -> bool:
    """Whether this is inside ``write_alone``. What runs after a commit is not, though the block still is open."""
    return _hold.get() is not None and connection.in_atomic_block


def insist_alone() -> None:
    """Raises ``RuntimeError`` outside ``write_alone``: two such changes at once would make figures wrong."""
    if not is_alone():
        raise RuntimeError("Facts and dimensions are changed inside campaigns.writers.write_alone only.")


def is_locked(error: Exception) -> bool:
    """Whether SQLite says that another writer did not end in time."""
    return isinstance(error, OperationalError) and "is locked" in str(error)


def describe_lock() -> str:
    """The sentence for whoever found the database locked: who writes, if that can be seen."""
    writer = read_writer()
    return str(_refuse(writer)) if writer else describe_wait()


def refuse_beside_large() -> None:
    """Raises ``Busy`` when a row cannot be written now and not soon, because SQLite has a large writer."""
    if connection.vendor == "sqlite" and (writer := read_writer()):
        raise _refuse(writer)


def describe_wait(seconds: float = WAIT_SECONDS) -> str:
    """The sentence for a wait that was too long."""
    return WAITED.format(seconds=f"{seconds:.0f}")


# Waiting for the lock


def _wait_for_turn(stack: ExitStack) -> None:
    patience = _patience.get()
    deadline = time.monotonic() + patience.seconds
    take = _take_postgres_lock
    if connection.vendor == "sqlite":
        take = _begin_at_once
    else:
        stack.enter_context(transaction.atomic())
    while not take(stack):
        writer = read_writer()
        if writer and not patience.for_all:
            raise _refuse(writer)
        if time.monotonic() >= deadline:
            raise Busy(NOT_NOW.format(what=writer) if writer else describe_wait(patience.seconds))
        patience.tell(WAITING_FOR.format(what=writer) if writer else WAITING)
        time.sleep(POLL_SECONDS)


def _refuse(writer: Writer) -> Busy:
    return Busy(REFUSED.format(what=writer))


def _take_postgres_lock(_: ExitStack) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _begin_at_once(stack: ExitStack) -> bool:
    """Begins SQLite's write transaction if nobody else is in one. A transaction that is open already has the lock."""
    if connection.in_atomic_block:
        stack.enter_context(transaction.atomic())
        return True
    timeout = _set_busy_timeout(0)
    try:
        stack.enter_context(transaction.atomic())
    except OperationalError as error:
        if is_locked(error):
            return False
        raise
    finally:
        _set_busy_timeout(timeout)
    return True


def _set_busy_timeout(milliseconds: int) -> int:
    """The timeout that there was before."""
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
    return before
