"""What lists of facts share: rows read from the database only as far as they are looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import format_count
from campaigns.metrics.dimensions import CAMPAIGN, CATEGORY, GENDER, INFLUENCER, TIER, Dimension
from campaigns.models import Campaign, Influencer
from campaigns.names import fold_name
from campaigns.reports.labels import Labels, Person
from campaigns.reports.parts import Column, DateColumn, KeyColumn, Row
from campaigns.reports.selection import Selection
from campaigns.reports.windows import Counted

PERSON_PATHS: dict[Dimension, str] = {
    CATEGORY: "influencer__category_id",
    GENDER: "influencer__gender_id",
    INFLUENCER: "influencer_id",
    TIER: TIER.column,
}
DATE = DateColumn(key="date", label=_("Date"))
ROW_KEY = KeyColumn(key="row_key", label=_("Row key"))
MOST_SORTED = 200_000
"""Rows that a page sorts by anything but the day: no index has another order."""
MOST_SEARCHED = 200_000
"""Rows whose own words a search looks at: no index knows these."""
MOST_CAMPAIGNS = 5_000
"""Campaigns whose days are looked up one by one."""
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


@dataclass
class FactList:
    """Rows of facts, read from the database only as far as they are looked at. Serves a paginator and an export."""

    page: "FactPage"
    facts: QuerySet
    labels: Labels
    add_up: Callable[[], tuple[Row, str]]
    reason: str = ""
    sort: str = ""
    counted: Counted | None = None
    searched: "Searched | None" = None
    """How words were looked for, if any were."""

    @property
    def columns(self) -> list[Column]:
        """As declared."""
        return list(self.page.columns)

    @cached_property
    def _summary(self) -> tuple[Row, str]:
        return self.add_up()

    @property
    def totals(self) -> Row:
        """Sums over all rows, counted and added up only when somebody asks."""
        return self._summary[0]

    @property
    def note(self) -> str:
        """What must be said beside the totals."""
        told = (self._summary[1], self._say_unsorted(), self.searched.note if self.searched else "")
        return " ".join(filter(None, told))

    def __len__(self) -> int:
        return self.totals["_rows"]

    @property
    def shown_sort(self) -> str:
        """How the page is sorted: as wanted, or by day where that would take too long."""
        return self.sort if self._is_by_day or len(self) <= MOST_SORTED else self.page.default_sort

    @property
    def _is_by_day(self) -> bool:
        return self.sort.removeprefix("-") == DATE.key

    def _say_unsorted(self) -> str:
        if self.shown_sort == self.sort:
            return ""
        label = next(column.label for column in self.columns if column.key == self.sort.removeprefix("-"))
        words = gettext(
            "Sorted by day: these are too many rows to sort by {column} here. "
            "Narrow them down to {most}; exports are sorted whatever their size."
        )
        return words.format(column=gettext(label).lower(), most=format_count(MOST_SORTED))

    def __getitem__(self, cut: slice) -> list[Row]:
        make = self.page.row_maker(self.labels)
        return [make(fact) for fact in self._read(cut).values()]

    def _read(self, cut: slice) -> QuerySet:
        """The facts of a page; by day, only these days are looked at, campaign by campaign, as the index has them."""
        start, stop = cut.start or 0, min(cut.stop, len(self))
        is_down = self.shown_sort.startswith("-")
        by_day = self.shown_sort.removeprefix("-") == DATE.key
        if self.counted is None or not by_day or (self.searched and len(self) <= MOST_SORTED):
            return self.facts[start:stop]
        window = self.counted.find(start, stop, newest_first=is_down)
        if window is None:
            return self.facts.none()
        campaigns = list(self.labels.names(CAMPAIGN))
        near = {"campaign__in": campaigns} if len(campaigns) <= MOST_CAMPAIGNS else {}
        facts = self.facts.filter(date__gte=window.first, date__lte=window.last, **near)
        facts = facts.order_by("-date" if is_down else "date", "-id" if is_down else "id")
        return facts[window.skip : window.skip + stop - start]

    @property
    def rows(self) -> "FactList":
        """Itself: what a paginator cuts."""
        return self


@dataclass(frozen=True, kw_only=True)
class FactPage:
    """A page that lists facts. ``cells`` says where those columns are found that are not the facts' own.

    ``has_ids`` says whether a row is one fact, by whose number it can be ticked.
    """

    key: str
    title: str
    lead: str
    columns: tuple[Column, ...]
    default_sort: str
    orders: Mapping[str, str]
    cells: Mapping[str, Cell] = field(default_factory=dict)
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


@dataclass(frozen=True)
class Searched:
    """Facts in which words were looked for. ``counted`` are the same in the rollup, where it knows all of the words."""

    facts: QuerySet
    counted: Counted | None
    note: str = ""


def count_facts(facts: QuerySet, selection: Selection, columns: Sequence[Column], counted: Counted) -> Searched:
    """Those with the words that the selection looks for, and where the rollup can count them.

    ``counted`` are all of the facts in the rollup, and ``columns`` are what words are looked for in, beside names.
    """
    known = counted if selection.is_counted else None
    return _search(facts, selection.search, columns, known) if selection.search else Searched(facts, known)


def _search(facts: QuerySet, search: str, columns: Sequence[Column], counted: Counted | None) -> Searched:
    """Those with the words in the influencer's or campaign's name, or in one of their own columns.

    Among very many rows only names are looked at, as the note says.
    """
    named = _find_named(search)
    kinds = counted.add_up(counted.column).values() if counted else ()
    if counted and sum(sums[counted.column] for sums in kinds) > MOST_SEARCHED:
        found = replace(counted, cells=counted.cells.filter(named), known=None)
        return Searched(facts.filter(named), found, _say_unsearched(columns))
    for column in columns:
        named |= Q(**{f"{column.key}__icontains": search})
    return Searched(facts.filter(named), None)


def _find_named(search: str) -> Q:
    words = fold_name(search)
    people = Influencer.objects.filter(search_key__contains=words).values_list("pk", flat=True)
    campaigns = Campaign.objects.filter(key__contains=words).values_list("pk", flat=True)
    return Q(influencer_id__in=list(people)) | Q(campaign_id__in=list(campaigns))


def _say_unsearched(columns: Sequence[Column]) -> str:
    labels = gettext(" or ").join(gettext(column.label).lower() for column in columns)
    words = gettext(
        "Searched by influencer and campaign only: these are too many rows to look for words in their {columns}. "
        "Narrow them down to {most}, by days or a campaign."
    )
    return words.format(columns=labels, most=format_count(MOST_SEARCHED))


def order_facts(facts: QuerySet, page: FactPage, selection: Selection) -> QuerySet:
    """In the wanted order, empty values last, ties by row number."""
    sort = selection.data["sort"] or page.default_sort
    value, is_down = _sort_value(page, sort.removeprefix("-")), sort.startswith("-")
    first = value.desc(nulls_last=True) if is_down else value.asc(nulls_last=True)
    return facts.order_by(first, "-id" if is_down else "id")


def _sort_value(page: FactPage, key: str) -> Any:
    """What a column is sorted by: text without case, and an empty one is no value."""
    path = F(page.orders[key])
    is_text = key != DATE.key and not any(column.is_number for column in page.columns if column.key == key)
    return Lower(NullIf(path, Value(""))) if is_text else path
