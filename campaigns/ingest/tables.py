"""What every kind of file becomes: a table with a header and rows in chunks, column by column."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from campaigns.coded import Coded, Numbers
from campaigns.ingest.problems import FileProblem, Problems

Score = Callable[[list[str]], int]
"""How well header cells fit the datasets."""


@dataclass
class Texts(Coded):
    """One column of a chunk: its distinct cells as they stand in the file, and which of them each row has.

    ``faults`` gives the code of a problem for distinct cells that have no value to read.
    """

    faults: dict[int, str] = field(default_factory=dict)


@dataclass
class Chunk:
    """Some rows, column by column, with the line each starts on."""

    lines: Numbers
    columns: list[Texts]


class Merged(NamedTuple):
    """Cells of a sheet that are merged into one: what people call them, and where they are; columns count from 0."""

    name: str
    first_line: int
    last_line: int
    first_place: int
    last_place: int


@dataclass
class Table(ABC):
    """An opened table. ``rows_read`` and ``rows_bad`` are whole once it has been read; ``place`` is how far it is, in
    units of ``Foreign.size``.

    Of the rows that are left out it keeps the cells in ``refused``, by line, if their line is ``wanted``.
    """

    header: list[str]
    header_line: int
    problems: Problems
    rows_read: int = field(default=0, init=False)
    rows_bad: int = field(default=0, init=False)
    place: int = field(default=0, init=False)
    wanted: Collection[int] = field(default=(), init=False)
    refused: dict[int, list[str]] = field(default_factory=dict, init=False)
    merged: list[Merged] = field(default_factory=list, init=False)
    """Known once all has been read."""

    @abstractmethod
    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time; rows of another length are reported and left out."""

    def refuse(self, line: int, cells: list[str], code: str, value: str, **details: Any) -> None:
        """Reports a row that is left out."""
        self.rows_bad += 1
        if line in self.wanted:
            self.refused[line] = cells
        self.problems.add(code, line=line, value=value, **details)


@dataclass
class Foreign(ABC):
    """One table to read, wherever it lies. ``path`` is for people only; ``sha256`` and ``size`` (in bytes) are known
    once it is opened.
    """

    path: str
    sha256: str = field(default="", init=False)
    size: int = field(default=0, init=False)

    @property
    def within(self) -> str:
        """Which part of a file it is, where several have the file's bytes in common."""
        return ""

    @abstractmethod
    def open_table(self, problems: Problems, score: Score) -> Table:
        """Opens it at its first row. ``score`` rates header cells. Raises ``FileProblem``."""


@dataclass
class Unreadable(Foreign):
    """A file of which it is known already that nothing can be read."""

    problem: FileProblem

    def open_table(self, problems: Problems, score: Score) -> Table:
        raise self.problem


def show_path(path: object) -> str:
    """A path or a name out of an archive as it may be shown and stored: no control characters, no half letters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path))


def tidy_header(cells: list[str]) -> list[str]:
    """Header cells trimmed, without byte order marks and NULs."""
    return [cell.replace("\ufeff", "").replace("\0", "␀").strip() for cell in cells]
