"""``manage.py import PATH…``: loads influencers, posts, tracking and payouts files."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from campaigns.demo import has_demo, remove_demo
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.problems import Problem, sort_entries
from campaigns.ingest.replacement import Replacement
from campaigns.ingest.reports import FileReport, ImportReport
from campaigns.ingest.sheets import SHEETS
from campaigns.management.background import BackgroundCommand

WRONG_USAGE = 2
LISTED = 40


class Command(BackgroundCommand):
    help = "Loads CSV files, workbooks (.xlsx), .gz, .zip, or a folder of them. The header line tells the dataset."
    requires_system_checks: list[str] = []  # they read every page of the portal: a quarter of a second of each import

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
        parser.add_argument("--dataset", choices=[s.key for s in SHEETS], default="", help="what the files hold")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--on-error", choices=["abort", "skip"], default="abort", help="what to do about bad rows")
        parser.add_argument(
            "--on-conflict",
            choices=["add", "match"],
            default="",
            help="rows that look stored already: new, or the same",
        )
        parser.add_argument(
            "--mode", choices=["add", "replace"], default="add", help="replace: the files are complete, other rows go"
        )
        parser.add_argument("--replace-from", type=_day, metavar="DAY", help="complete only from this day on (ISO)")
        parser.add_argument("--replace-to", type=_day, metavar="DAY", help="complete only up to this day")
        parser.add_argument("--replace-brand", default="", metavar="BRAND", help="complete only for this brand")
        parser.add_argument("--yes", action="store_true", help="replace even when more than half of the rows would go")
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write rejected rows there, to mend and import"
        )
        parser.add_argument("--date-order", choices=["dmy", "mdy", "ymd"], default="", help="how 02-07-2025 is meant")
        parser.add_argument("--remove-demo", action="store_true", help="take the demo data out first")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        replacement = _replacement(options)
        _check_writable(options["rejects"])
        self._settle_demo(options)
        names = ("dataset", "dry_run", "on_error", "on_conflict", "date_order", "rejects")
        with _Bar(options["verbosity"] > 0) as bar:
            try:
                chosen = Options(**{n: options[n] for n in names}, replacement=replacement, progress=bar.move)
                report = import_paths(options["paths"], chosen)
            except OSError as error:
                raise CommandError(str(error), returncode=WRONG_USAGE) from error
        self._print(report, options["json"])
        for path in report.rejects:
            self.stderr.write(f"Rejected rows are in {path}")
        sys.exit(report.exit_status)

    def _settle_demo(self, options: dict[str, Any]) -> None:
        """The first real import offers to take the demo data out."""
        if options["dry_run"] or not has_demo():
            return
        asked = not options["json"] and sys.stdin.isatty() and sys.stderr.isatty()
        if options["remove_demo"] or (
            asked and input("Take the demo data out first? [Y/n] ").strip().lower() in ("", "y", "yes")
        ):
            remove_demo()
        else:
            self.stderr.write("Demo data stays beside the imported rows. Take it out with: manage.py demo --remove")

    def _print(self, report: ImportReport, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
            return
        for file in report.files:
            self.stdout.write(_file_line(file))
        for file in report.files:
            self._print_problems(file)
        self.stdout.write(_verdict(report))

    def _print_problems(self, file: FileReport) -> None:
        entries = sort_entries(file.problems.entries)
        for entry in entries[:LISTED]:
            self.stdout.write(_problem_line(file, entry))
        if len(entries) > LISTED:
            self.stdout.write(f"  … {len(entries) - LISTED} more in {file.path}; --json lists them")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Accepted: 2025-07-31.") from None


def _check_writable(path: Path | None) -> None:
    """Rejected rows must have a place to go before anything is loaded. Raises ``CommandError``."""
    if path and (path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK)):
        raise CommandError(f"{path} cannot be written. Name a file in a folder that is there.", returncode=WRONG_USAGE)


def _replacement(options: dict[str, Any]) -> Replacement | None:
    """What the files are complete for, or None in mode add. Raises ``CommandError`` for wrong usage."""
    bounds = {key: options[f"replace_{key}"] for key in ("from", "to", "brand")}
    if options["mode"] == "add":
        if any(bounds.values()) or options["yes"]:
            raise CommandError("--replace-… and --yes go with --mode replace.", returncode=WRONG_USAGE)
        return None
    if options["on_error"] == "skip":
        wrong = "--mode replace cannot skip bad rows: their stored counterparts would be removed."
        raise CommandError(wrong, returncode=WRONG_USAGE)
    if bounds["from"] and bounds["to"] and bounds["from"] > bounds["to"]:
        raise CommandError("--replace-from is later than --replace-to.", returncode=WRONG_USAGE)
    return Replacement(after=bounds["from"], before=bounds["to"], brand=bounds["brand"], yes=options["yes"])


def _file_line(file: FileReport) -> str:
    counts = [f"{getattr(file, name)} {name}" for name in ("new", "changed", "unchanged", "rejected")]
    counts += [f"{file.removed} removed"] if file.removed else []
    counts += [f"{file.placeholders} influencers not named yet"] if file.placeholders else []
    return f"{file.path}: {file.dataset or 'not recognised'}, {file.rows} rows: {', '.join(counts)}"


def _problem_line(file: FileReport, entry: Problem) -> str:
    place = f"{Path(file.path).name}:{entry.line}" if entry.line else Path(file.path).name
    column = f" {entry.column}:" if entry.column else ""
    times = f" (×{entry.count})" if entry.count > 1 else ""
    return f"  {entry.level:7} {place}{column} {entry.message} [{entry.code}]{times}"


def _verdict(report: ImportReport) -> str:
    if report.committed:
        return f"Loaded as run {report.run}."
    if report.would_commit:
        return "Dry run: nothing was changed. All of this would be loaded."
    return "Nothing was changed, because of the errors above."


class _Bar:
    """A progress bar on a terminal, silent elsewhere."""

    def __init__(self, wanted: bool) -> None:
        self._bar = tqdm(unit=" rows", disable=None if wanted else True, file=sys.stderr, leave=False)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: Any) -> None:
        self._bar.close()

    def move(self, step: str, done: int, total: int) -> None:
        """Shows the step and how far it is."""
        self._bar.set_description(step, refresh=False)
        self._bar.total = total or None
        self._bar.update(done - self._bar.n)
