"""Answers of the rollup, kept in this process until the data change: asking again costs no query.

An answer is known by the version of the data and the very statement it came from, so no other question can get it.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from campaigns.models.versions import name_token

MOST_ROWS = 120_000
"""Rows kept in all: some tens of megabytes."""
MOST_GONE = 100
"""States of the data that are remembered as gone."""
POINTERS = 20
"""So many rows that are kept already, in another order, take the memory of one."""
T = TypeVar("T")
Rows = list[Any]
"""Dictionaries or plain tuples, as the query gives them."""


def count_states() -> int:
    """How many states of the data can be asked for at a time: a replica may be one behind the primary."""
    return 2 if len(settings.DATABASES) > 1 else 1


class Answer(Rows):
    """Rows that nobody changes, and what has been made of all of them: orders and totals."""

    def __init__(self, rows: Iterable[Any]) -> None:
        super().__init__(rows)
        self._made: dict[Any, Any] = {}

    def once(self, name: Any, make: Callable[["Answer"], T]) -> T:
        """What ``make`` gives, made when it is asked for first."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]


class _Turn:
    """Who makes an answer holds its lock."""

    def __init__(self) -> None:
        self.lock = Lock()


class _Kept:
    """Answers and what was made of them, each with the rows it is worth, least recently used first.

    The first part of a key is the version of the data.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple, tuple[Any, int]] = OrderedDict()
        self._tokens: list[str] = []
        self._gone: deque[str] = deque(maxlen=MOST_GONE)
        self._rows, self._lock = 0, Lock()
        self._making: WeakValueDictionary[Any, _Turn] = WeakValueDictionary()

    def find(self, key: tuple, make: Callable[[], T], count: Callable[[T], int]) -> T:
        """What is kept, else what ``make`` gives, worth ``count`` rows. Whoever asks for it meanwhile waits for it.

        Nobody can wait in a circle: a page is made of answers, and an answer of other questions than its own.
        """
        made = self._get(key)
        if made is not None:
            return made
        with self._lock:
            turn = self._making.setdefault(key, _Turn())
        with turn.lock:
            made = self._get(key)
            if made is None:
                made = make()
                self._put(key, made, count(made))
        return made

    def _get(self, key: tuple) -> Any:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key, (None, 0))[0]

    def _put(self, key: tuple, answer: Any, rows: int) -> None:
        with self._lock:
            if not self._is_present(name_token(key[0])):
                return
            if key not in self._answers:
                self._answers[key] = answer, rows + 1
                self._rows += rows + 1
            while self._rows > MOST_ROWS:
                self._rows -= self._answers.popitem(last=False)[1][1]

    def _is_present(self, token: str) -> bool:
        """Whether a state of the data can be asked for again. When a new one comes, the oldest and its answers go."""
        if token in self._gone:
            return False
        if token not in self._tokens:
            self._tokens.append(token)
        while len(self._tokens) > count_states():
            self._gone.append(old := self._tokens.pop(0))
            for key in [key for key in self._answers if name_token(key[0]) == old]:
                self._rows -= self._answers.pop(key)[1]
        return True

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._gone.clear()
            self._tokens, self._rows = [], 0


_kept = _Kept()
forget = _kept.clear
"""Forgets every answer: for tests, whose data come and go without a write."""


def ask(rows: QuerySet, version: str, arrange: Callable[[Rows], Rows] = list, variant: str = "") -> Answer:
    """The rows of a grouped query, arranged once. ``version`` was read before: they are as new as it, or newer.

    ``variant`` tells apart what is arranged differently.
    """
    try:
        key = (version, variant, rows.db, *rows.query.sql_with_params())
    except EmptyResultSet:  # conditions that nothing can meet
        return Answer(arrange([]))
    return _kept.find(key, lambda: Answer(arrange(list(rows))), len)


def keep(version: str, name: tuple, make: Callable[[], T], count: Callable[[T], int]) -> T:
    """What ``make`` gives, made when it is asked for first under this name and version of the data.

    Nobody may change it. ``count`` says how many rows of answers it points at.
    """
    return _kept.find((version, *name), make, lambda made: count(made) // POINTERS)
