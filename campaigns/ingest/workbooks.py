"""Workbooks: a process of its own reads them within limits; its sheets come back as tables like those of text files."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

import campaigns
from campaigns.formats import guard_cell
from campaigns.ingest import reasons
from campaigns.ingest.limits import WORKBOOK_CPU_SECONDS, WORKBOOK_WALL_SECONDS
from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.tables import Chunk, Foreign, Merged, Score, Table, Texts, Unreadable, show_path, tidy_header

Fits = Callable[[list[str]], bool]
"""Whether header cells are those of a dataset."""
ROOT = Path(campaigns.__file__).parent.parent
READER = (sys.executable, "-E", "-s", "-S", "-m", "campaigns.ingest.xlsx")


@dataclass
class WorkbookSheet(Foreign):
    """A sheet, as the reading process left it: its header, and where its chunks begin in the spool."""

    name: str
    is_hidden: bool
    header: list[str]
    line: int
    spool: IO[bytes]
    start: int
    skipped: list[str] = field(default_factory=list)

    @property
    def within(self) -> str:
        return self.name

    def open_table(self, problems: Problems, score: Score) -> "SheetTable":
        """Opens it, and warns of what nobody sees in it, and of sheets of the same workbook that were left out."""
        if self.skipped:
            problems.add("skipped-sheet", value=", ".join(map(show_path, self.skipped)), count=len(self.skipped))
        if self.is_hidden:
            problems.add("hidden-sheet", value=show_path(self.name))
        return SheetTable(self.header, self.line, problems, self.spool, self.start)


@dataclass
class SheetTable(Table):
    """An opened sheet."""

    spool: IO[bytes]
    start: int

    def chunks(self) -> Iterator[Chunk]:
        """The rows; those with something to the right of the header are reported and left out."""
        while entry := self._next_entry():
            if "merged" in entry:
                self.merged += [Merged(*cells) for cells in entry["merged"]]
                continue
            self._report_long(entry["long"])
            self.rows_read += len(entry["lines"])
            if entry["lines"]:
                lines = np.array(entry["lines"], dtype=np.int64)
                yield Chunk(lines, [_read_column(*column) for column in entry["columns"]])

    def _next_entry(self) -> dict[str, Any] | None:
        self.spool.seek(self.start + self.place)
        text = self.spool.readline()
        self.place = self.spool.tell() - self.start
        entry = json.loads(text) if text else {}
        return None if "sheet" in entry else entry or None

    def _report_long(self, rows: list[tuple[int, int, list[str]]]) -> None:
        self.rows_read += len(rows)
        for line, found, cells in rows:
            text = ", ".join(filter(None, cells))
            self.refuse(line, cells, "cell-count", text, found=found, wanted=len(self.header))


def _read_column(codes: list[int], distinct: list[str], faults: dict[str, str]) -> Texts:
    """Nobody guards the cells of a sheet: an apostrophe there is meant, and gets the one that cleaning takes off."""
    texts = [guard_cell(text) if text.startswith("'") else text for text in distinct]
    return Texts(np.array(codes, dtype=np.int32), texts, {int(code): problem for code, problem in faults.items()})


def list_sheets(path: str, file: IO[bytes], fits: Fits) -> list[Foreign]:
    """The sheets that fit a dataset, the first of them knowing of the others; all, when none does.

    A workbook that cannot be read is one ``Unreadable``.
    """
    try:
        sheets = _read_sheets(path, file)
    except FileProblem as problem:
        return [Unreadable(path, problem)]
    fitting = [sheet for sheet in sheets if fits(sheet.header)]
    if fitting:
        fitting[0].skipped = [sheet.name for sheet in sheets if sheet not in fitting]
    return [*(fitting or sheets)] or [Unreadable(path, FileProblem("empty-file"))]


def _read_sheets(path: str, file: IO[bytes]) -> list[WorkbookSheet]:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    spool = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as a sheet refers to it)
    _run_reader(file, spool)
    spool.seek(0)
    sheets = []
    while text := spool.readline():
        if text.startswith(b'{"sheet"'):
            entry = json.loads(text)
            shown, header = f"{path}/{show_path(entry['sheet'])}", tidy_header(entry["header"])
            about = entry["sheet"], entry["is_hidden"], header, entry["line"]
            sheets.append(WorkbookSheet(shown, *about, spool, spool.tell()))
            sheets[-1].sha256 = sha256
    return sheets


def _run_reader(file: IO[bytes], spool: IO[bytes]) -> None:
    """Runs the process. Raises ``FileProblem`` for what it says, and for its death."""
    known = {key: value for key, value in os.environ.items() if key == "LD_LIBRARY_PATH"}  # no secrets
    pipes = {"stdin": file, "stdout": spool, "stderr": subprocess.PIPE}
    try:
        done = subprocess.run(READER, **pipes, cwd=ROOT, env=known, timeout=WORKBOOK_WALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _too_slow(WORKBOOK_WALL_SECONDS) from error
    if done.returncode == -signal.SIGXCPU:
        raise _too_slow(WORKBOOK_CPU_SECONDS)
    if done.returncode:
        raise _read_problem(done.stderr)


def _too_slow(seconds: int) -> FileProblem:
    return FileProblem("workbook-too-large", reason=reasons.SLOW.format(seconds=seconds))


def _read_problem(said: bytes) -> FileProblem:
    try:
        return FileProblem(**json.loads(said))
    except (ValueError, TypeError):
        return FileProblem("workbook-too-large", reason=reasons.DIED)
