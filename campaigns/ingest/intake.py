"""Takes one file in: opens it, recognises it, cleans its rows and keeps them on disk until all files are in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from django.utils.translation import gettext_noop as _

from campaigns.ingest import reasons
from campaigns.ingest.cleaning import Cleaner, OrderOpen, settle_orders
from campaigns.ingest.days import DateCell
from campaigns.ingest.headers import Recognition
from campaigns.ingest.identity import Identity, describe_rows
from campaigns.ingest.late_headers import find_late_header
from campaigns.ingest.payouts import forget_derived
from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.reports import FileReport
from campaigns.ingest.sheets import PAYOUTS, SHEETS, TRACKING, Sheet
from campaigns.ingest.spool import Spool
from campaigns.ingest.tables import Chunk, Foreign, Table
from campaigns.sentences import kept

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, and how far it will go (0: nobody knows)."""
READING = kept(_("reading"))


@dataclass
class ReadFile:
    """A file whose rows are clean, and described so that they can be compared."""

    report: FileReport
    sheet: Sheet
    foreign: Foreign
    batches: Spool = field(default_factory=Spool)
    described: IO[bytes] = field(default_factory=TemporaryFile)


Taken = tuple[FileReport, ReadFile | None]
"""The report of a file, and the file unless it cannot be read at all: then the report says why."""


@dataclass(frozen=True)
class Intake:
    """How the files of one call are taken in. ``date_order`` is what was said of days like ``02-07-2025``."""

    recognition: Recognition
    date_order: str
    keep_rejects: bool
    progress: Progress

    def take(self, foreign: Foreign) -> Taken:
        """One of them."""
        try:
            return self._try(foreign, lambda report: self._read(foreign, report, self._given_orders()))
        except OrderOpen:  # all is read again, once the order is known
            return self._try(foreign, lambda report: self._read_in_order(foreign, report))

    def _try(self, foreign: Foreign, read: Callable[[FileReport], ReadFile | None]) -> Taken:
        report = self._start_report(foreign)
        try:
            return report, read(report)
        except FileProblem as problem:
            report.problems.add_file_problem(problem)
            return report, None

    def _start_report(self, foreign: Foreign) -> FileReport:
        return FileReport(foreign.path, problems=Problems(rejects={} if self.keep_rejects else None))

    def _given_orders(self) -> dict[str, str]:
        """By column; nothing when nobody said anything."""
        order = self.date_order if self.date_order in ("dmy", "mdy") else ""
        days = {c.key for sheet in SHEETS for c in sheet.columns if isinstance(c.cell, DateCell)}
        return dict.fromkeys(days if self.date_order else (), order)

    def _open(self, foreign: Foreign, report: FileReport) -> tuple[Table, Sheet, dict[str, int]]:
        table = foreign.open_table(report.problems, self.recognition.score)
        report.sha256 = foreign.sha256
        try:
            return table, *self.recognition.match(table.header, table.header_line, report)
        except FileProblem as problem:
            if problem.code == "unknown-dataset" and (line := find_late_header(foreign, self.recognition.score)):
                problem.arguments["reason"] = reasons.HEADER_BELOW.format(line=line)
            raise

    def _read(
        self, foreign: Foreign, report: FileReport, orders: dict[str, str], left_out: Collection[str] = ()
    ) -> ReadFile:
        table, sheet, places = self._open(foreign, report)
        places = {key: place for key, place in places.items() if key not in left_out}
        file, cleaner = ReadFile(report, sheet, foreign), Cleaner(sheet, places, report.problems, orders)
        for batch in cleaner.clean(self._tell(table, foreign)):
            if left_out:  # only looked at for its problems
                continue
            if sheet is PAYOUTS:
                forget_derived(batch)
            file.batches.add(batch)
            file.described.write(describe_rows(sheet, batch))
        report.rows, report.rejected = table.rows_read, table.rows_bad + cleaner.rejected
        if not left_out:
            _report_merged(table, places)
        if sheet is TRACKING and "orders" not in places and report.rows:
            report.problems.add("empty-orders", column="orders", count=report.rows)
        return file

    def _read_in_order(self, foreign: Foreign, report: FileReport) -> ReadFile | None:
        table, sheet, places = self._open(foreign, FileReport(foreign.path))
        orders, ambiguous = settle_orders(sheet, places, self._tell(table, foreign), report.problems)
        file = self._read(foreign, report, orders, ambiguous)  # what else is wrong is told as well
        if not ambiguous:
            return file
        report.rejected = report.rows
        return None

    def _tell(self, table: Table, foreign: Foreign) -> Iterator[Chunk]:
        unnamed = [place for place, cell in enumerate(table.header) if not cell]
        for chunk in table.chunks():
            _report_unnamed(chunk, unnamed, table)
            yield chunk
            self.progress(READING, table.place, foreign.size)


def _report_merged(table: Table, places: Mapping[str, int]) -> None:
    """Of merged cells below the header only the first has a value: whatever the others seem to show is empty."""
    for merged in table.merged:
        read = {place for place in places.values() if merged.first_place <= place <= merged.last_place}
        is_one_row = merged.first_line == merged.last_line
        if merged.last_line > table.header_line and read - ({merged.first_place} if is_one_row else set()):
            table.problems.add("merged-cells", line=merged.first_line, value=merged.name, each=True)


def _report_unnamed(chunk: Chunk, unnamed: list[int], table: Table) -> None:
    """Once for each column; one that is empty as well is no loss."""
    for place in [place for place in unnamed if any(map(str.strip, chunk.columns[place].values))]:
        unnamed.remove(place)
        table.problems.add("unnamed-column", line=table.header_line, value=str(place + 1), each=True)


def warn_of_copies(files: Iterable[ReadFile]) -> None:
    """A file that is another one again, byte by byte: rows without an id count once for each."""
    firsts: dict[tuple[str, str], FileReport] = {}
    for file in files:
        report = file.report
        first = firsts.setdefault((report.sha256, file.foreign.within), report)
        if first is not report and report.rows:
            report.problems.add("repeated-file", value=first.path)


def find_identities(files: Iterable[ReadFile]) -> dict[Sheet, Identity]:
    """Compares the rows of all files of each dataset with each other."""
    identities: dict[Sheet, Identity] = {}
    for file in files:
        identities.setdefault(file.sheet, Identity(file.sheet)).add(file.described)
    for identity in identities.values():
        identity.settle()
    return identities
