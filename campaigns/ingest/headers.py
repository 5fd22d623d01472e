"""Whose header this is: which of the four files a table is, and which of its columns is which.

A person may have said it for a header (``ChosenColumns``); else the names of the columns say it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from campaigns.ingest import reasons
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.rejects import ADDED, is_added
from campaigns.ingest.reports import FileReport
from campaigns.ingest.sheets import SHEETS, Sheet
from campaigns.names import fold_header


@dataclass(frozen=True)
class ChosenColumns:
    """What a person said of a header: its dataset, and for each column of it the header cell it is read from.

    ``columns`` maps column keys to header cells; a column that it lacks is not read.
    """

    dataset: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Recognition:
    """Recognises headers: by what a person chose for them, by the dataset that was said, else by their names."""

    dataset: str = ""
    chosen: Mapping[str, ChosenColumns] = field(default_factory=dict)

    def score(self, header: list[str]) -> int:
        """How well header cells fit the datasets: how many columns the best one recognises."""
        if choice := self.chosen.get(header_key(header)):
            return len(choice.columns)
        return max(len(sheet.match(header)) for sheet in SHEETS)

    def fits(self, header: list[str]) -> bool:
        """Whether the needed columns of a dataset, or of the one said, are all there."""
        wanted = [sheet for sheet in SHEETS if self.dataset in ("", sheet.key)]
        return header_key(header) in self.chosen or any(not sheet.missing(sheet.match(header)) for sheet in wanted)

    def match(self, header: list[str], line: int, report: FileReport) -> tuple[Sheet, dict[str, int]]:
        """The dataset, and column → place in the header; reports what is ignored. Raises ``FileProblem``."""
        report.header, report.header_key = header, header_key(header)
        choice = self.chosen.get(report.header_key)
        if choice:
            sheet = next(s for s in SHEETS if s.key == choice.dataset)
            places = _find_chosen(sheet, choice, header, line)
        else:
            sheet = _recognise(header, line, self.dataset)
            places = sheet.match(header)
            if not self.dataset:
                _warn_of_nearer(sheet, header, line, report)
        report.dataset = sheet.key
        _check_twice(places, header, line)
        _report_ignored(places, header, line, report)
        report.columns = tuple(column.key for column in sheet.stored if column.key in places)
        return sheet, places


def header_key(header: list[str]) -> str:
    """64 hexadecimal digits: equal for headers whose cells compare as equal, also of rejected rows that come back."""
    cells = header[: -len(ADDED)] if is_added(header) else header
    return sha256("\x1f".join(map(fold_header, cells)).encode("utf-8", "surrogatepass")).hexdigest()


def _find_chosen(sheet: Sheet, choice: ChosenColumns, header: list[str], line: int) -> dict[str, int]:
    places = {fold_header(cell): place for place, cell in reversed(list(enumerate(header)))}
    found = {column.key: places.get(fold_header(choice.columns.get(column.key, ""))) for column in sheet.columns}
    matched = {key: place for key, place in found.items() if place is not None}
    if missing := sheet.missing(matched):
        raise FileProblem(
            "missing-column", line=line, dataset=sheet.key, missing=", ".join(missing), found=_show(header)
        )
    return matched


def _recognise(header: list[str], line: int, dataset: str) -> Sheet:
    """The dataset of a file by its header. Raises ``FileProblem`` when it is none or more than one."""
    if dataset:
        sheet = next(s for s in SHEETS if s.key == dataset)
        if missing := sheet.missing(sheet.match(header)):
            found = _show(header)
            raise FileProblem("missing-column", line=line, dataset=dataset, missing=", ".join(missing), found=found)
        return sheet
    scores = {sheet.key: len(sheet.match(header)) for sheet in SHEETS if not sheet.missing(sheet.match(header))}
    best = [sheet for sheet in SHEETS if scores and scores.get(sheet.key) == max(scores.values())]
    if len(best) > 1:
        raise FileProblem("ambiguous-dataset", line=line, names=" and ".join(sheet.key for sheet in best))
    if not best:
        nearest = max(SHEETS, key=lambda s: (-len(s.missing(s.match(header))), len(s.match(header))))
        reason = reasons.NO_HEADER if len(header) > 1 else reasons.ONE_CELL
        details = {"nearest": nearest.key, "missing": _list_missing(nearest, header), "found": _show(header)}
        raise FileProblem("unknown-dataset", line=line, reason=reason, **details)
    return best[0]


def _list_missing(sheet: Sheet, header: list[str]) -> str:
    return ", ".join(sheet.missing(sheet.match(header)))


def _warn_of_nearer(sheet: Sheet, header: list[str], line: int, report: FileReport) -> None:
    """A needed column under another name makes a file one of another dataset, which needs less."""
    nearest = max(SHEETS, key=lambda other: (len(other.match(header)), _hints_at_missing(other, header)))
    more = len(nearest.match(header)) - len(sheet.match(header))
    if more > 0 or (more == 0 and _hints_at_missing(nearest, header)):
        missing = _list_missing(nearest, header)
        report.problems.add("nearer-dataset", line=line, dataset=sheet.key, nearest=nearest.key, missing=missing)


def _hints_at_missing(sheet: Sheet, header: list[str]) -> bool:
    """Whether every needed column that is not there begins the name of one that is: ``Revenue (INR)``."""
    missing, keys = sheet.missing(sheet.match(header)), list(map(fold_header, header))
    return bool(missing) and all(any(key.startswith(f"{name}_") for key in keys) for name in missing)


def _show(header: list[str]) -> str:
    return ", ".join(cell for cell in header if cell)[:500] or "nothing"


def _check_twice(places: Mapping[str, int], header: list[str], line: int) -> None:
    keys = [fold_header(cell) for cell in header]
    for key, place in places.items():
        if keys.count(keys[place]) > 1:
            raise FileProblem("duplicate-column", line=line, column=key, value=header[place])


def _report_ignored(places: Mapping[str, int], header: list[str], line: int, report: FileReport) -> None:
    ours = range(len(header) - 3, len(header)) if is_added(header) else ()
    ignored = [cell for place, cell in enumerate(header) if cell and place not in places.values() and place not in ours]
    if ignored:
        report.problems.add("ignored-column", line=line, value=", ".join(ignored), count=len(ignored))
