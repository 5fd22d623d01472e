"""What a check says, as its page shows it: each file with its columns, counts, first changes and problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.ingest.sheets import SHEETS
from campaigns.models import HeaderMapping
from campaigns.web.imports.columns import MOST_CELLS, HeaderCell, find_sheet, list_cells
from campaigns.web.imports.problems import Group, WayOut, group_problems

SAMPLES = 10
"""Changed rows that are shown before and after."""
LEAVE_OUT = WayOut(_("Leave the bad rows out, load the others"), "on_error", "skip")
DATASETS = [(sheet.key, [column.key for column in sheet.columns]) for sheet in SHEETS]
"""Each dataset with its columns: what can be chosen by hand."""


@dataclass(frozen=True)
class Remembered:
    """That a person once said what these columns are, and when."""

    pk: int
    by: str
    at: datetime


@dataclass(frozen=True)
class FilePreview:
    """One file of a check. ``number`` is its place among them."""

    number: int
    counts: Mapping[str, Any]
    cells: list[HeaderCell]
    unlisted_cells: int
    remembered: Remembered | None
    samples: list[Mapping[str, Any]]
    groups: list[Group]

    @property
    def is_read(self) -> bool:
        """Whether it could be read as one of the four."""
        return bool(self.counts["dataset"])

    @property
    def is_in_doubt(self) -> bool:
        """Whether a person should look at its columns: it is none of the four, or most are unread and some missing."""
        sheet = find_sheet(self.counts["dataset"])
        return sheet is None or self.read_count < min(len(sheet.stored), len(self.cells) / 2)

    @property
    def error_count(self) -> int:
        """How many errors it has."""
        return sum(group.count for group in self.groups if group.level == "error")

    @property
    def read_count(self) -> int:
        """How many of its columns are read."""
        return sum(bool(cell.column) for cell in self.cells)


def build_previews(note: Mapping[str, Any]) -> list[FilePreview]:
    """The files of a check in their order."""
    remembered = _find_remembered(note)
    return [_build_preview(number, file, remembered) for number, file in enumerate(note["files"])]


def _build_preview(number: int, file: Mapping[str, Any], remembered: Mapping[str, Remembered]) -> FilePreview:
    cells = list_cells(file)
    return FilePreview(
        number=number,
        counts=file,
        cells=cells,
        unlisted_cells=max(len(file["header"]) - len(cells), 0) if len(cells) == MOST_CELLS else 0,
        remembered=remembered.get(file["header_key"]),
        samples=file["samples"][:SAMPLES],
        groups=group_problems(file["problems"], with_ways_out=True),
    )


def _find_remembered(note: Mapping[str, Any]) -> dict[str, Remembered]:
    keys = {file["header_key"] for file in note["files"] if file["is_chosen"]}
    rows = HeaderMapping.objects.filter(header_key__in=keys).select_related("user")
    return {row.header_key: Remembered(row.pk, str(row.user or gettext("somebody")), row.changed_at) for row in rows}


def may_leave_out(note: Mapping[str, Any]) -> bool:
    """Whether leaving the bad rows out could help: every file can be read, and none is said to be complete."""
    options, files = note["options"], note["files"]
    return (
        not note["would_commit"]
        and options.get("on_error") != "skip"
        and options.get("mode") != "replace"
        and all(file["dataset"] and (file["rejected"] < file["rows"] or not file["rows"]) for file in files)
        and any(file["rejected"] for file in files)
    )
