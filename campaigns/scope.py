"""Whose brands are being looked at: what everything that reads is limited to, from the first table on.

A request sets it for its person and an export for its owner; nothing else does, so commands, imports and upkeep see
all. ``models/scoped.py`` is the one place that heeds it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import TypeVar

Scope = frozenset[int] | None
"""Ids of the brands that count for somebody's figures, aliases resolved; None is all, and the empty set none."""
NOBODY: Scope = frozenset()
T = TypeVar("T")
_scope: ContextVar[Scope] = ContextVar("scope", default=None)


def read_scope() -> Scope:
    """The brands that are looked at now."""
    return _scope.get()


@contextmanager
def look_at(brands: Scope) -> Iterator[None]:
    """Whatever is read in here is of these brands only."""
    token = _scope.set(brands)
    try:
        yield
    finally:
        _scope.reset(token)


def look_on(brands: Scope, parts: Iterable[T]) -> Iterator[T]:
    """The parts, each made while these brands are looked at: of an answer that is still made while it is sent."""
    source = iter(parts)
    while True:
        with look_at(brands):
            try:
                part = next(source)
            except StopIteration:
                return
        yield part


def mark_scope(brands: Scope) -> str:
    """A short text that differs for different brands, to be a part of a key; empty for all."""
    if brands is None:
        return ""
    return f"-{sha256(','.join(map(str, sorted(brands))).encode()).hexdigest()[:32]}"


def insist_unlimited() -> None:
    """Raises ``RuntimeError`` where only some brands are looked at: a change needs to see everything it touches.

    Whoever is limited is refused before this (``web/access.py``).
    """
    if read_scope() is not None:
        raise RuntimeError("Nobody who is limited to brands changes facts or dimensions.")
