"""The problems of one file as they are found: listed with their lines and sentences, the many of a kind as one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from campaigns.ingest.kinds import ERROR, KINDS, WARNING

LISTED = 1000
"""At most so many problems of a file are listed; later ones of a kind are added to its last entry's count."""
ROOM = 100
"""Kept free in the list for the first problem of each kind and column."""
SHOWN_VALUE = 120


class FileProblem(Exception):
    """A problem that makes the whole file unreadable."""

    def __init__(
        self, code: str, *, line: int | None = None, column: str = "", value: str = "", **details: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = {"code": code, "line": line, "column": column, "value": value, **details}


@dataclass(kw_only=True)
class Problem:
    """One entry of a report: where, what, and how often."""

    code: str
    level: str
    line: int | None
    column: str
    value: str
    message: str
    count: int = 1


@dataclass
class Problems:
    """The problems of one file. Warnings of a kind and column are one entry; errors are listed line by line.

    When ``rejects`` is a dict it gets the first error (code, message) of every line, however many there are.
    """

    entries: list[Problem] = field(default_factory=list)
    rejects: dict[int, tuple[str, str]] | None = None
    _last: dict[tuple, Problem] = field(default_factory=dict)

    def add(
        self,
        code: str,
        *,
        line: int | None = None,
        column: str = "",
        value: str = "",
        count: int = 1,
        each: bool = False,
        **details: Any,
    ) -> None:
        """Notes a problem. ``each`` lists a warning for every value on its own."""
        kind, value = KINDS[code], _show_value(value)
        last = self._last.get((code, column))
        is_listed = not (last and ((kind.level == WARNING and not each) or len(self.entries) >= LISTED - ROOM))
        keeps = self.rejects is not None and kind.level == ERROR and line is not None
        if last and not is_listed:
            last.count += count
        if not (is_listed or keeps):
            return
        message = kind.message.format(value=value, column=column, **details).replace("\0", "␀")
        if keeps:
            self.rejects.setdefault(line, (code, message))
        if is_listed:
            self._last[code, column] = Problem(
                code=code, level=kind.level, line=line, column=column, value=value, message=message, count=count
            )
            self.entries.append(self._last[code, column])

    def add_file_problem(self, problem: FileProblem) -> None:
        """Notes what made the file unreadable."""
        self.add(**problem.arguments)

    @property
    def has_errors(self) -> bool:
        """Whether anything here keeps the file from loading whole."""
        return any(entry.level == ERROR for entry in self.entries)

    def as_list(self) -> list[dict[str, Any]]:
        """For JSON: in the order of lines, the file's own problems first."""
        return [asdict(entry) for entry in sort_entries(self.entries)]


def _show_value(value: str) -> str:
    """Cut short, and without NULs, which PostgreSQL would not keep."""
    return (value if len(value) <= SHOWN_VALUE else value[:SHOWN_VALUE] + "…").replace("\0", "␀")


def sort_entries(entries: Iterable[Problem]) -> list[Problem]:
    """Errors first, then by line."""
    return sorted(entries, key=lambda e: (e.level != ERROR, e.line or 0))
