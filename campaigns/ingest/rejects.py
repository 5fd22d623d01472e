"""Hands rejected rows back as CSV: their original cells, then line, code and message, which the importer skips."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from campaigns.formats import guard_cell
from campaigns.ingest.columns import CellError, MoneyCell
from campaigns.ingest.problems import Problems
from campaigns.ingest.tables import Chunk, Table

ADDED = ("line", "code", "message")


@dataclass
class Rejects:
    """The rows of one file, kept until it is known which of them were rejected."""

    table: Table
    chunks: list[Chunk]
    problems: Problems

    def rows(self) -> Iterator[list[str]]:
        """Rejected rows in the order of their lines, each with line, code and message."""
        found = self.problems.rejects or {}
        cells = {line: row for line, row in self.table.refused.items() if line in found}
        for chunk in self.chunks:
            wanted = [place for place, line in enumerate(chunk.lines) if line in found]
            cells |= {chunk.lines[p]: [c.distinct[c.codes[p]] for c in chunk.columns] for p in wanted}
        for line in sorted(cells):
            width = max(len(self.table.header), len(cells[line]))
            yield [*map(_guard, cells[line]), *[""] * (width - len(cells[line])), str(line), *found[line]]


def write_rejects(path: Path, files: list[Rejects]) -> list[Path]:
    """Writes the rejected rows; one file for each table that has some, numbered after the first. Raises ``OSError``."""
    written = []
    for rejects in files:
        rows = list(rejects.rows())
        if rows:
            target = path if not written else path.with_name(f"{path.stem}-{len(written) + 1}{path.suffix}")
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([[*map(_guard, rejects.table.header), *ADDED], *rows])
            written.append(target)
    return written


def is_added(header: list[str]) -> bool:
    """Whether a file is such a file that comes back: its last three columns are ours."""
    return tuple(header[-3:]) == ADDED


def _guard(cell: str) -> str:
    """Text that a spreadsheet would run is made harmless; numbers stay numbers."""
    try:
        MoneyCell().read(cell.strip())
    except CellError:
        return guard_cell(cell)
    return cell
