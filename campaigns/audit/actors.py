"""Who acts: whoever the request, the job or the command belongs to, known wherever something is recorded."""

import os
import pwd
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

NAME_LENGTH = 150


@dataclass(frozen=True, kw_only=True)
class Actor:
    """``name`` as people know it, the number of its ``account`` if it has one, and ``via`` which door it came."""

    name: str
    account: int | None = None
    via: str = "command"
    request_id: str = ""


_find: ContextVar[Callable[[], Actor] | None] = ContextVar("actor", default=None)


@contextmanager
def acting(find: Callable[[], Actor]) -> Iterator[None]:
    """Whatever the block does, it does for the actor that ``find`` gives when something is recorded."""
    token = _find.set(find)
    try:
        yield
    finally:
        _find.reset(token)


def read_actor() -> Actor:
    """Who acts now; outside requests and jobs the command, with the name that the system has for its user."""
    find = _find.get()
    return find() if find else Actor(name=_name_process())


def _name_process() -> str:
    program, *words = sys.argv or [""]
    name = words[0] if words and Path(program).stem == "manage" else Path(program).name
    return f"command {name} by {_name_system_user()}"[:NAME_LENGTH]


def _name_system_user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user without a name
        return f"user {os.getuid()}"
