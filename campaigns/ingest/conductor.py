"""Conducts an import: the same steps for the command, the portal and the admin, in one transaction, all or nothing.

Reading and cleaning come first and touch no table; then everything is applied, and taken back if it must not stay.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from campaigns.audit import record
from campaigns.audit.trail import Subject
from campaigns.bulk import refresh_statistics
from campaigns.formats import format_money
from campaigns.ingest.containers import list_files, list_foreign
from campaigns.ingest.headers import ChosenColumns, Recognition
from campaigns.ingest.identity import Identity
from campaigns.ingest.images import Images
from campaigns.ingest.influencers import InfluencerLoader
from campaigns.ingest.intake import Intake, Progress, ReadFile, find_identities, warn_of_copies
from campaigns.ingest.loader import FactLoader
from campaigns.ingest.rejects import Rejects, write_rejects
from campaigns.ingest.replacement import Remover, Replacement
from campaigns.ingest.reports import COUNTS, ImportReport
from campaigns.ingest.resolver import Resolver
from campaigns.ingest.sheets import INFLUENCERS, PAYOUTS, SHEETS, Sheet
from campaigns.ingest.tables import Foreign
from campaigns.models import FACTS, AuditEntry, ImportFile, ImportRun, PayoutShare, Rollup
from campaigns.models.fields import MAX_PAISE
from campaigns.pragmas import SORT_ON_DISK, set_pragmas
from campaigns.rollup import SumTooLarge, TotalTooLarge, Upkeep
from campaigns.sentences import kept
from campaigns.writers import write_alone

MANY = 50_000
"""New rows after which the database looks at its tables again, so that it knows the best way through them."""
IMPORT_BY = kept(_("the import by {actor} ({files})"))
SPREADING = kept(_("spreading payouts"))
LOADING = kept(_("loading {what}"))
COMPARING = kept(_("comparing {what}"))


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


def import_paths(paths: Iterable[Path], options: Options) -> ImportReport:
    """Imports every table under the paths as one run. Raises ``FileNotFoundError`` for a path with nothing to read."""
    with patient_collector():
        return _import(paths, options)


def _import(paths: Iterable[Path], options: Options) -> ImportReport:
    intake = Intake(options.recognition, options.date_order, options.rejects is not None, options.progress)
    taken = [intake.take(foreign) for foreign in _list_all(paths, options.recognition)]
    read = [file for _, file in taken if file]
    warn_of_copies(read)
    identities = find_identities(read)
    outcome = ImportReport([report for report, _ in taken], dry_run=options.dry_run)
    names = ", ".join(Path(report.path).name for report, _ in taken)
    what, rows = IMPORT_BY.format(actor=options.actor, files=names), sum(file.report.rows for file in read)
    with set_pragmas(SORT_ON_DISK), write_alone(what, rows):
        run = ImportRun.objects.create(actor=options.actor, user=options.user, is_demo=options.is_demo)
        has_failed = not _apply(read, identities, run, options)
        is_whole = len(read) == len(taken) and not has_failed
        stays = is_whole and (options.on_error == "skip" or not outcome.has_errors)
        outcome.would_commit = stays
        if stays and not options.dry_run:
            _record(run, read)
            _record_in_trail(run, read, options)
            options.on_record(run.pk)
            outcome.run, outcome.committed = run.pk, True
        else:
            transaction.set_rollback(True)
    if outcome.committed and sum(file.report.new for file in read) > MANY:
        refresh_statistics((*FACTS, Rollup, PayoutShare))
    if options.rejects:
        tables = (Rejects(file.foreign, file.report.problems, options.recognition.score) for file in read)
        outcome.rejects = write_rejects(options.rejects, tables)
    return outcome


@contextmanager
def patient_collector() -> Iterator[None]:
    """Looks for unreachable cycles less often: millions of rows pass without leaving any, and looking costs a tenth."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _list_all(paths: Iterable[Path], recognition: Recognition) -> Iterator[Foreign]:
    files = {file.resolve(): file for path in paths for file in list_files(path)}  # not twice
    for file in files.values():
        yield from list_foreign(file, recognition.fits)


def _apply(read: list[ReadFile], identities: Mapping[Sheet, Identity], run: ImportRun, options: Options) -> bool:
    """Loads the files; False when the outcome cannot be kept at all."""
    try:
        _load(read, identities, run, options)
    except TotalTooLarge as error:
        report = next((f.report for f in read if f.sheet is PAYOUTS), read[0].report)
        report.problems.add(
            "number-too-large", column="total_payout", value=str(error.payout), limit=format_money(MAX_PAISE)
        )
        return False
    except SumTooLarge:
        read[0].report.problems.add("sum-too-large")
        return False
    return True


def _load(read: list[ReadFile], identities: Mapping[Sheet, Identity], run: ImportRun, options: Options) -> None:
    """In the order of the sheets. Raises ``TotalTooLarge`` and ``SumTooLarge``."""
    upkeep, resolver, images = Upkeep(), Resolver(), Images(run)
    remover = Remover(options.replacement, run, upkeep, images) if options.replacement else None
    people = InfluencerLoader(run, resolver, upkeep, images)
    progress = _Loading(options.progress, sum(file.report.rows for file in read))
    of_sheet = {sheet: [(file.report, file.batches) for file in read if file.sheet is sheet] for sheet in identities}
    for sheet in sorted(of_sheet, key=SHEETS.index):
        progress.start(sheet)
        if sheet is INFLUENCERS:
            people.load(of_sheet[sheet], identities[sheet])
        else:
            facts = FactLoader(sheet, run, resolver, upkeep, images, identities[sheet], options.on_conflict)
            facts.load(of_sheet[sheet], progress.move, remover)
    if remover and INFLUENCERS in of_sheet:
        people.remove(of_sheet[INFLUENCERS][0][0], remover)
    options.progress(SPREADING, 0, 0)
    resolver.show_spellings(run)
    images.store()
    upkeep.settle()
    if remover:
        remover.finish()


class _Loading:
    """Says how many of all rows are loaded."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done, self._step = progress, total, 0, ""

    def start(self, sheet: Sheet) -> None:
        """The rows of a dataset come next."""
        self._step = LOADING.format(what=sheet.key)
        self.move(0)

    def move(self, rows: int) -> None:
        """So many rows more are loaded."""
        self._done += rows
        self._progress(self._step, self._done, self._total)


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


def _record_in_trail(run: ImportRun, read: list[ReadFile], options: Options) -> None:
    """One entry for all rows: what the run changed or removed lies in its before-images until it is taken back."""
    files = [
        {"file": Path(file.report.path).name, "sha256": file.report.sha256, "dataset": file.report.dataset}
        | {name: getattr(file.report, name) for name in COUNTS}
        for file in read
    ]
    how = {"mode": "replace" if options.replacement else "add", "on_error": options.on_error, "demo": options.is_demo}
    record(AuditEntry.Act.IMPORTED, Subject.of(run), run=run.pk, details={"files": files} | how)
