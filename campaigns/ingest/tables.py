"""What every kind of file becomes: a table with a header and rows in chunks, column by column."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from campaigns.ingest.problems import FileProblem, Problems

Score = Callable[[list[str]], int]
"""How well header cells fit the datasets."""


@dataclass
class Column:
    """One column of a chunk: ``codes[i]`` is the place of row i's cell among the distinct cells.

    ``faults`` gives the code of a problem for distinct cells that have no value to read.
    """

    codes: list[int]
    distinct: list[str]
    faults: dict[int, str] = field(default_factory=dict)


@dataclass
class Chunk:
    """Some rows, column by column, with the line each starts on."""

    lines: list[int]
    columns: list[Column]


@dataclass
class Table(ABC):
    """An opened table. ``rows_read``, ``rows_bad`` and ``refused`` (cells by line) are whole once it has been read."""

    header: list[str]
    header_line: int
    problems: Problems
    rows_read: int = field(default=0, init=False)
    rows_bad: int = field(default=0, init=False)
    refused: dict[int, list[str]] = field(default_factory=dict, init=False)

    @abstractmethod
    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time; rows of another length are reported and left out."""


@dataclass
class Foreign(ABC):
    """One table to read, wherever it lies. ``path`` is for people only; ``sha256`` is known once it is opened."""

    path: str
    sha256: str = field(default="", init=False)

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
