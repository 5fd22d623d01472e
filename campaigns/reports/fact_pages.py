"""Declares pages that list facts: their columns, and where the facts keep what is shown, filtered and searched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as _

from campaigns.metrics.dimensions import CATEGORY, GENDER, INFLUENCER, TIER, Dimension
from campaigns.reports.labels import Labels, Person
from campaigns.reports.parts import Column, DateColumn, KeyColumn, Row

PERSON_PATHS: dict[Dimension, str] = {
    CATEGORY: "influencer__category_id",
    GENDER: "influencer__gender_id",
    INFLUENCER: "influencer_id",
    TIER: TIER.column,
}
DATE = DateColumn(key="date", label=_("Date"))
ROW_KEY = KeyColumn(key="row_key", label=_("Row key"))
Find = Callable[[Any], Any]
"""Gives what a stored value stands for."""


def keep(value: Any) -> Any:
    """A value that stands for itself."""
    return value


@dataclass(frozen=True)
class Cell:
    """Where a list finds the cells of a column: which column of the facts, and by ``find`` what its values mean."""

    path: str
    find: Callable[[Labels], Find] = lambda labels: keep


def named(dimension: Dimension, path: str = "") -> Cell:
    """The name of a dimension's value."""
    return Cell(path or dimension.column, lambda labels: labels.names(dimension).__getitem__)


def of_person(read: Callable[[Person], Any]) -> Cell:
    """Something of the fact's influencer."""
    return Cell("influencer_id", lambda labels: lambda pk: read(labels.people[pk]))


SHARED_CELLS: Mapping[str, Cell] = {
    ROW_KEY.key: Cell("key"),
    "influencer": of_person(lambda person: person.name),
    "influencer_id": of_person(lambda person: person.code),
}
"""What every list has."""


@dataclass(frozen=True, kw_only=True)
class FactPage:
    """A page that lists facts. ``cells`` says where those columns are found that are not the facts' own.

    ``paths`` says where the facts keep what they are filtered by, ``searched`` names the columns in which words are
    looked for beside names, and ``has_ids`` whether a row is one fact, by whose number it can be ticked.
    """

    key: str
    title: str
    lead: str
    columns: tuple[Column, ...]
    default_sort: str
    orders: Mapping[str, str]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    paths: Mapping[Dimension, str] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    has_ids: bool = True

    def cell(self, column: Column) -> Cell:
        """Where a column is found."""
        return self.cells.get(column.key) or Cell(column.key)

    def row_maker(self, labels: Labels) -> Callable[[Mapping[str, Any]], Row]:
        """Makes rows for people of facts: the cells, and what their links need."""
        cells = {column.key: self.cell(column) for column in self.columns}
        finds = [(key, cell.path, cell.find(labels)) for key, cell in cells.items()]

        def make(fact: Mapping[str, Any]) -> Row:
            row = {key: find(fact[path]) for key, path, find in finds}
            return row | {"_id": fact["id"], "_influencer": fact["influencer_id"], "_campaign": fact["campaign_id"]}

        return make

    @property
    def sort_keys(self) -> set[str]:
        """What ``sort`` may name."""
        return set(self.orders)
