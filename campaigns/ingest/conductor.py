"""Conducts an import: the same steps for the command, the portal and the admin, in one transaction, all or nothing.

Reading and cleaning come first and touch no table; then everything is applied, and taken back if it must not stay.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from campaigns.formats import format_money
from campaigns.ingest.cleaning import Batch, Cleaner
from campaigns.ingest.containers import list_files, list_foreign
from campaigns.ingest.headers import ChosenColumns, Recognition
from campaigns.ingest.images import Images
from campaigns.ingest.influencers import InfluencerLoader
from campaigns.ingest.loader import FactLoader
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.rejects import Rejects, write_rejects
from campaigns.ingest.replacement import Remover, Replacement
from campaigns.ingest.reports import COUNTS, FileReport, ImportReport
from campaigns.ingest.resolver import Resolver
from campaigns.ingest.sheets import INFLUENCERS, PAYOUTS, SHEETS, TRACKING, Sheet
from campaigns.ingest.tables import Chunk, Foreign
from campaigns.models import ImportFile, ImportRun
from campaigns.models.fields import MAX_PAISE
from campaigns.rollup import TotalTooLarge, Upkeep
from campaigns.writers import write_alone

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, and how far it will go (0: nobody knows)."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to import. ``actor`` is who does it, in words; ``user`` the same as an account, if there is one.

    ``chosen`` is what people said of headers, by ``header_key``.
    ``replacement`` is mode replace: the files are complete, and what they do not have goes. ``rejects`` is where
    rejected rows are written, or None. ``on_record`` is called with the run's number, last of all in the transaction.
    """

    dataset: str = ""
    chosen: Mapping[str, ChosenColumns] = field(default_factory=dict)
    dry_run: bool = False
    on_error: str = "abort"
    on_conflict: str = ""
    date_order: str = ""
    actor: str = "command line"
    user: AbstractBaseUser | None = None
    is_demo: bool = False
    replacement: Replacement | None = None
    rejects: Path | None = None
    progress: Progress = field(default=lambda step, done, total: None)
    on_record: Callable[[int], None] = field(default=lambda run: None)

    @property
    def recognition(self) -> Recognition:
        """How headers are recognised."""
        return Recognition(self.dataset, self.chosen)


@dataclass
class ReadFile:
    """A file that has been read and cleaned."""

    report: FileReport
    sheet: Sheet
    batches: list[Batch]
    rejects: Rejects


def import_paths(paths: Iterable[Path], options: Options) -> ImportReport:
    """Imports every table under the paths as one run. Raises ``FileNotFoundError`` for a path with nothing to read."""
    reports, read = [], []
    for foreign in _list_all(paths, options.recognition):
        report = FileReport(foreign.path)
        report.problems.rejects = {} if options.rejects else None
        reports.append(report)
        if file := _read_file(foreign, report, options):
            read.append(file)
    outcome = ImportReport(reports, dry_run=options.dry_run)
    unreadable = len(read) < len(reports)
    names = ", ".join(Path(file.path).name for file in reports)
    with write_alone(f"the import by {options.actor} ({names})", sum(file.report.rows for file in read)):
        run = ImportRun.objects.create(actor=options.actor, user=options.user, is_demo=options.is_demo)
        has_failed = not _apply(read, run, options)
        stays = not (unreadable or has_failed) and (options.on_error == "skip" or not outcome.has_errors)
        outcome.would_commit = stays
        if stays and not options.dry_run:
            _record(run, read)
            options.on_record(run.pk)
            outcome.run, outcome.committed = run.pk, True
        else:
            transaction.set_rollback(True)
    if options.rejects:
        outcome.rejects = write_rejects(options.rejects, [file.rejects for file in read])
    return outcome


def _list_all(paths: Iterable[Path], recognition: Recognition) -> Iterator[Foreign]:
    for file in [file for path in paths for file in list_files(path)]:
        yield from list_foreign(file, recognition.fits)


# ── Reading one file ─────────────────────────────────────────────────────────────────────────────────────────


def _read_file(foreign: Foreign, report: FileReport, options: Options) -> ReadFile | None:
    """The cleaned file, or None when it cannot be read at all; what is wrong stands in the report."""
    try:
        table = foreign.open_table(report.problems, options.recognition.score)
        report.sha256 = foreign.sha256
        sheet, places = options.recognition.match(table.header, table.header_line, report)
        chunks = _read_chunks(table.chunks(), options.progress)
    except FileProblem as problem:
        report.problems.add_file_problem(problem)
        return None
    report.rows, report.rejected = table.rows_read, table.rows_bad
    kept = Rejects(table, chunks if options.rejects else [], report.problems)
    return _clean(ReadFile(report, sheet, [], kept), places, chunks, options)


def _read_chunks(chunks: Iterable[Chunk], progress: Progress) -> list[Chunk]:
    read, rows = [], 0
    for chunk in chunks:
        rows += len(chunk.lines)
        progress("reading", rows, 0)
        read.append(chunk)
    return read


def _clean(file: ReadFile, places: dict[str, int], chunks: list[Chunk], options: Options) -> ReadFile | None:
    report = file.report
    cleaner = Cleaner(file.sheet, places, report.problems, options.date_order)
    if not cleaner.settle_dates(chunks):
        report.rejected = report.rows
        return None
    rows = 0
    for batch in cleaner.clean(chunks):
        file.batches.append(batch)
        rows += len(batch.lines)
        options.progress("checking", rows, report.rows)
    report.rejected += cleaner.rejected
    if file.sheet is TRACKING and "orders" not in places and report.rows:
        report.problems.add("empty-orders", column="orders", count=report.rows)
    return file


# ── Applying all of them ─────────────────────────────────────────────────────────────────────────────────────


def _apply(read: list[ReadFile], run: ImportRun, options: Options) -> bool:
    """Loads the files in the order of the sheets; False when the outcome cannot be kept at all."""
    upkeep, resolver, images = Upkeep(), Resolver(), Images(run)
    remover = Remover(options.replacement, run, upkeep, images) if options.replacement else None
    people = InfluencerLoader(run, resolver, upkeep, images)
    of_sheet = {sheet: [(file.report, file.batches) for file in read if file.sheet is sheet] for sheet in SHEETS}
    for sheet in [sheet for sheet, files in of_sheet.items() if files]:
        options.progress(f"loading {sheet.key}", 0, 0)
        if sheet is INFLUENCERS:
            people.load(of_sheet[sheet])
        else:
            loader = FactLoader(sheet, run, resolver, upkeep, images, options.on_conflict)
            loader.load(of_sheet[sheet], remover)
    if remover and of_sheet[INFLUENCERS]:
        people.remove(of_sheet[INFLUENCERS][0][0], remover)
    options.progress("spreading payouts", 0, 0)
    resolver.show_spellings(run)
    images.store()
    has_settled = _settle(upkeep, read)
    if remover:
        remover.finish()
    return has_settled


def _settle(upkeep: Upkeep, read: list[ReadFile]) -> bool:
    try:
        upkeep.settle()
    except TotalTooLarge as error:
        report = next((f.report for f in read if f.sheet is PAYOUTS), read[0].report)
        report.problems.add(
            "number-too-large", column="total_payout", value=str(error.payout), limit=format_money(MAX_PAISE)
        )
        return False
    return True


def _record(run: ImportRun, read: list[ReadFile]) -> None:
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
    for file in read:
        report = file.report
        ImportFile.objects.create(
            run=run,
            path=report.path[-500:],
            sha256=report.sha256,
            dataset=report.dataset,
            columns=list(report.columns),
            problems=report.problems.as_list(),
            **{name: getattr(report, name) for name in COUNTS},
        )
