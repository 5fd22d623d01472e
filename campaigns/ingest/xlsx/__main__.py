"""The process that reads one workbook: from standard input, to lines of JSON on standard output, within hard limits.

For each sheet that is not empty ``{"sheet", "is_hidden", "line", "header"}``, then chunks ``{"lines", "columns",
"long"}``: a column is [codes, distinct cells, faults by code], ``long`` are rows with cells beyond the header. Where
cells are merged ``{"merged"}`` comes last. When it is not to be read, one JSON object on standard error says why, and
the exit status is 3.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from errno import EFBIG
from typing import Any
from xml.parsers.expat import ExpatError

from campaigns.ingest import reasons
from campaigns.ingest.archives import FAULTS
from campaigns.ingest.limits import WORKBOOK_CPU_SECONDS, WORKBOOK_MEMORY, WORKBOOK_SPOOL
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.xlsx.book import bad_workbook, open_book
from campaigns.ingest.xlsx.rows import Row, read_rows
from campaigns.ingest.xlsx.values import Fault

MOST_ROWS, MOST_CELLS, MOST_TEXT = 20_000, 400_000, 4_000_000
"""After so many rows, cells or characters a chunk is written."""
REFUSED = 3


class SheetWriter:
    """Writes one sheet: its first row as the header, the others in chunks."""

    def __init__(self, name: str, is_hidden: bool) -> None:
        self._about, self._width = {"sheet": name, "is_hidden": is_hidden}, 0
        self._clear()

    def _clear(self) -> None:
        self._lines: list[int] = []
        self._rows: list[Row] = []
        self._long: list[tuple[int, int, list[str]]] = []
        self._text = 0

    @property
    def has_begun(self) -> bool:
        """Whether there is anything in the sheet."""
        return self._width > 0

    def take(self, line: int, row: Row) -> None:
        """Takes the next row."""
        if not self._width:
            self._start(line, row)
        elif max(row) >= self._width:
            self._long.append((line, max(row) + 1, [_show(row.get(n, ""))[:500] for n in range(max(row) + 1)]))
        else:
            self._lines.append(line)
            self._rows.append(row)
            self._text += sum(map(len, row.values()))
        if len(self._lines) + len(self._long) >= MOST_ROWS or self._is_full():
            self.flush()

    def _is_full(self) -> bool:
        return len(self._lines) * self._width >= MOST_CELLS or self._text >= MOST_TEXT

    def _start(self, line: int, row: Row) -> None:
        self._width = max(row) + 1
        _write(self._about | {"line": line, "header": [_show(row.get(n, "")) for n in range(self._width)]})

    def flush(self) -> None:
        """Writes what has been taken since."""
        if self._lines or self._long:
            columns = [_pack([row.get(place, "") for row in self._rows]) for place in range(self._width)]
            _write({"lines": self._lines, "columns": columns, "long": self._long})
            self._clear()


def _pack(cells: list[str | Fault]) -> tuple[list[int], list[str], dict[int, str]]:
    places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
    faults = {place: cell.code for cell, place in places.items() if isinstance(cell, Fault)}
    return list(map(places.__getitem__, cells)), list(map(_show, places)), faults


def _show(cell: str | Fault) -> str:
    return cell.text if isinstance(cell, Fault) else cell


def _write(entry: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(entry, separators=(",", ":")))
    sys.stdout.write("\n")


def _set_limits() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, WORKBOOK_MEMORY),
        (resource.RLIMIT_CPU, WORKBOOK_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WORKBOOK_SPOOL),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError):  # macOS keeps no limit of memory; Linux sets them all
            resource.setrlimit(limit, (most, most))


def _read_all() -> None:
    book = open_book(sys.stdin.buffer.raw)
    for name, part in book.sheets:
        writer = SheetWriter(name, name in book.hidden)
        merged = read_rows(book, part, writer.take)
        writer.flush()
        if merged and writer.has_begun:
            _write({"merged": merged})
    sys.stdout.flush()


def main() -> int:
    """Reads the workbook; the exit status."""
    _set_limits()
    try:
        _read_all()
    except FileProblem as error:
        problem = error
    except MemoryError:
        problem = FileProblem("workbook-too-large", reason=reasons.NEEDS_MEMORY.format(most=f"{WORKBOOK_MEMORY:,}"))
    except ExpatError as error:
        problem = bad_workbook(reasons.BROKEN_XML.format(error=error))
    except FAULTS as error:
        problem = bad_workbook(str(error).rstrip(".") or type(error).__name__)
        if isinstance(error, OSError) and error.errno == EFBIG:
            problem = FileProblem("workbook-too-large", reason=reasons.LARGE_CELLS.format(most=f"{WORKBOOK_SPOOL:,}"))
    else:
        return 0
    os.write(2, json.dumps(problem.arguments).encode())
    return REFUSED


if __name__ == "__main__":
    os._exit(main())  # without another try to write what could not be written
