"""Which column of a file is which: as it was read, as a person says it is, remembered for the next such file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext

from campaigns.ingest.headers import ChosenColumns
from campaigns.ingest.rejects import ADDED, is_added
from campaigns.ingest.sheets import SHEETS, Sheet
from campaigns.models import HeaderMapping
from campaigns.sentences import join_words

MOST_CELLS = 100
"""So many header cells can be chosen by hand; files with more are recognised by their names only."""


class WrongChoice(Exception):
    """The columns cannot be read like that; the text says why."""


@dataclass(frozen=True)
class HeaderCell:
    """A cell of a header, and the column it is read as (empty: not read)."""

    place: int
    text: str
    column: str

    @property
    def field(self) -> str:
        """Its name in the form."""
        return f"column-{self.place}"


def find_sheet(dataset: str | None) -> Sheet | None:
    """A dataset by its key."""
    return next((sheet for sheet in SHEETS if sheet.key == dataset), None)


def list_cells(file: Mapping[str, Any]) -> list[HeaderCell]:
    """The header of a checked file, as far as it can be chosen by hand. What rejected rows have added is left out."""
    header, columns = file["header"], {place: key for key, place in file["places"].items()}
    own = header[: -len(ADDED)] if is_added(header) else header
    cells = [HeaderCell(place, text, columns.get(place, "")) for place, text in enumerate(own)]
    return [cell for cell in cells if cell.text.strip()][:MOST_CELLS]


def read_choice(file: Mapping[str, Any], form: Mapping[str, str]) -> ChosenColumns:
    """What the form says of a checked file. Raises ``WrongChoice`` for what no file of that kind can be."""
    sheet = find_sheet(form.get("dataset"))
    if sheet is None:
        raise WrongChoice(gettext("Choose which of the four files it is."))
    matched = dict(_read_columns(sheet, file, form))
    if missing := sheet.missing(matched):
        words = gettext("A {dataset} file needs {columns}. Say which of its columns that is.")
        raise WrongChoice(words.format(dataset=sheet.key, columns=join_words(missing)))
    return ChosenColumns(sheet.key, matched)


def _read_columns(sheet: Sheet, file: Mapping[str, Any], form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    known, seen = {column.key for column in sheet.columns}, {}
    by_name = {place: key for key, place in sheet.match(file["header"]).items()}
    for cell in list_cells(file):
        key = form.get(cell.field, "")
        if sheet.key != file["dataset"] and key == cell.column:  # of the other dataset, and left as it was
            key = by_name.get(cell.place, "")
        if not key:
            continue
        if key not in known:
            words = gettext("A {dataset} file has no column “{column}”, which “{cell}” was to be read as.")
            raise WrongChoice(words.format(dataset=sheet.key, column=key[:60], cell=cell.text))
        if key in seen:
            words = gettext("“{first}” and “{second}” cannot both be read as {column}.")
            raise WrongChoice(words.format(first=seen[key], second=cell.text, column=key))
        seen[key] = cell.text
        yield key, cell.text


def remember_choice(file: Mapping[str, Any], choice: ChosenColumns, user: AbstractBaseUser) -> HeaderMapping:
    """Keeps a choice for this file's header, instead of an earlier one."""
    values = {"header": file["header"], "dataset": choice.dataset, "columns": dict(choice.columns), "user": user}
    return HeaderMapping.objects.update_or_create(header_key=file["header_key"], defaults=values)[0]
