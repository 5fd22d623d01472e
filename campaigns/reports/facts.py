"""What lists of facts share: rows read from the database only as far as they are looked at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, NullIf

from campaigns.dates import format_day
from campaigns.formats import write_key
from campaigns.metrics.dimensions import CATEGORY, GENDER, INFLUENCER, TIER, Dimension
from campaigns.names import fold_name
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Row
from campaigns.reports.selection import Selection

PERSON_PATHS: dict[Dimension, str] = {
    CATEGORY: "influencer__category_id",
    GENDER: "influencer__gender_id",
    INFLUENCER: "influencer_id",
    TIER: TIER.column,
}
DATE = Column(key="date", label="Date")
ROW_KEY = Column(key="row_key", label="Row key", on_screen=False, sorts=False)
"""In exports only: by it a row is found again when the file comes back, whatever was changed in it."""


@dataclass
class FactList:
    """Rows of facts, read from the database only as far as they are looked at. Serves a paginator and an export."""

    columns: list[Column]
    facts: QuerySet
    make_row: Callable[[Mapping[str, Any]], Row]
    totals: Row = field(default_factory=dict)
    reason: str = ""
    note: str = ""

    def __len__(self) -> int:
        return self.totals["_rows"]

    def __getitem__(self, cut: slice) -> list[Row]:
        return [self.make_row(fact) for fact in self.facts[cut]]

    def __iter__(self) -> Iterator[Row]:
        return (self.make_row(fact) for fact in self.facts.iterator(chunk_size=2000))

    @property
    def rows(self) -> "FactList":
        """Itself: what a paginator cuts."""
        return self


@dataclass(frozen=True, kw_only=True)
class FactPage:
    """A page that lists facts."""

    key: str
    title: str
    lead: str
    columns: tuple[Column, ...]
    default_sort: str
    orders: Mapping[str, str]

    @property
    def sort_keys(self) -> set[str]:
        """What ``sort`` may name."""
        return set(self.orders)


def shared_cells(fact: Mapping[str, Any], labels: Labels) -> Row:
    """The cells that every list has: day and influencer, and what their links need."""
    person = labels.people[fact["influencer_id"]]
    day = fact["date"]
    return {
        "_id": fact["id"],
        "_influencer": fact["influencer_id"],
        "_campaign": fact["campaign_id"],
        ROW_KEY.key: write_key(fact["key"]),
        "date": day.isoformat(),
        "_date_shown": format_day(day),
        "influencer_id": person.code,
        "influencer": person.name,
    }


def search_facts(facts: QuerySet, search: str, columns: tuple[str, ...]) -> QuerySet:
    """Those with the words in one of the columns, or in the influencer's or campaign's name."""
    if not search:
        return facts
    wanted = Q(influencer__search_key__contains=fold_name(search)) | Q(campaign__key__contains=fold_name(search))
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": search})
    return facts.filter(wanted)


def order_facts(facts: QuerySet, page: FactPage, selection: Selection) -> QuerySet:
    """In the wanted order, empty values last, ties by row number; as dicts."""
    sort = selection.data["sort"] or page.default_sort
    value, is_down = _sort_value(page, sort.removeprefix("-")), sort.startswith("-")
    first = value.desc(nulls_last=True) if is_down else value.asc(nulls_last=True)
    return facts.order_by(first, "-id" if is_down else "id").values()


def _sort_value(page: FactPage, key: str) -> Any:
    """What a column is sorted by: text without case, and an empty one is no value."""
    path = F(page.orders[key])
    is_text = key != DATE.key and not any(column.is_number for column in page.columns if column.key == key)
    return Lower(NullIf(path, Value(""))) if is_text else path
