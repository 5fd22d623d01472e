"""Hands rejected rows back as CSV: their original cells, then line, code and message, which the importer skips."""

import csv
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from campaigns.formats import guard_cell
from campaigns.ingest.columns import CellError, MoneyCell
from campaigns.ingest.problems import Problems
from campaigns.ingest.tables import Chunk, Foreign, Score

ADDED = ("line", "code", "message")


@dataclass(frozen=True)
class Rejects:
    """The rejected rows of one table, which is read once more for their cells. ``score`` rates headers."""

    foreign: Foreign
    problems: Problems
    score: Score

    def rows(self) -> Iterator[list[str]]:
        """The header, then the rejected rows in the order of their lines, each with line, code and message."""
        found = self.problems.rejects or {}
        table = self.foreign.open_table(Problems(), self.score)
        table.wanted = found.keys()
        cells = {line: row for chunk in table.chunks() for line, row in _pick(chunk, found)} | table.refused
        yield [*map(_guard, table.header), *ADDED]
        for line in sorted(cells):
            width = max(len(table.header), len(cells[line]))
            yield [*map(_guard, cells[line]), *[""] * (width - len(cells[line])), str(line), *found[line]]


def _pick(chunk: Chunk, lines: Container[int]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the rows of a chunk that stand on these lines."""
    for place, line in enumerate(chunk.lines.tolist()):
        if line in lines:
            yield line, [column.values[column.codes[place]] for column in chunk.columns]


def write_rejects(path: Path, tables: Iterable[Rejects]) -> list[Path]:
    """Writes the rejected rows; one file for each table that has some, numbered after the first. Raises ``OSError``."""
    written = []
    for rejects in tables:
        if rejects.problems.rejects:
            target = path if not written else path.with_name(f"{path.stem}-{len(written) + 1}{path.suffix}")
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rejects.rows())
            written.append(target)
    return written


def is_added(header: list[str]) -> bool:
    """Whether a file is such a file that comes back: its last three columns are ours."""
    return tuple(header[-3:]) == ADDED


def _guard(cell: str) -> str:
    """Text that a spreadsheet would run is made harmless; numbers stay numbers, and what is guarded stays as it is."""
    text = cell.strip()
    if text.startswith("'"):
        return cell
    try:
        MoneyCell().read(text)
    except CellError:
        guarded = guard_cell(text)
        return cell if guarded == text else guarded
    return cell
