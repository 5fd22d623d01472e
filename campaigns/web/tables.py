"""A table with its tools: which columns show and how densely, what it is compared with, what ticked rows are for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext

from campaigns.reports.choice import arrange_columns, choose_columns, list_first
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.facts import FactList
from campaigns.reports.pages import TablePage
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.results import Result
from campaigns.reports.tables import Opener, ResultTable, SortLink
from campaigns.web.links import write_ident
from campaigns.web.preferences import Look

OF_PAGE = ("page", "per_page", "_export")
"""Parameters that say nothing of which rows are meant."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A column in the list of columns; the first one cannot be taken away."""

    key: str
    label: str
    is_shown: bool
    is_fixed: bool


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What stands above a table. ``query`` is the address to come back to, ``filters`` what ticked rows go along with,
    ``columns`` what a copied link says of the columns; ``compare`` turns the comparison on or off."""

    key: str
    choices: Sequence[Choice]
    is_compact: bool
    is_own: bool
    query: str
    filters: Sequence[tuple[str, str]]
    columns: str
    compare: str
    is_compared: bool
    can_compare: bool
    is_report: bool

    @property
    def shown_count(self) -> int:
        """How many columns are ticked."""
        return sum(choice.is_shown for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One request's table and what it is drawn with."""

    entry: TablePage
    params: QueryDict
    look: Look
    break_even: float

    def draw(self, result: Result | FactList, rows: Sequence[Row], opener: Opener) -> ResultTable:
        """A table over some rows of a result."""
        columns = choose_columns(self._arrange(result), self.look.columns, result.shown_sort)
        return ResultTable(
            columns, rows, result.totals, result.shown_sort, opener, self.break_even,
            sort_link=link_sorts(self.params), ident=find_ident(self.entry.page),
        )  # fmt: skip

    def describe(self, result: Result | FactList) -> Tools:
        """The tools beside it."""
        page, params = self.entry.page, self.params
        columns = self._arrange(result)
        shown = {column.key for column in choose_columns(columns, self.look.columns, "")}
        is_usual = shown == {*list_first(page)} & {column.key for column in columns}
        return Tools(
            key=page.key,
            choices=list(_list_choices(columns, shown)),
            is_compact=self.look.is_compact,
            is_own=self.look.is_own,
            query=write_without(params, "columns", "_export"),
            filters=list_without(params, "columns", *OF_PAGE),
            columns="" if is_usual else ",".join(column.key for column in columns if column.key in shown),
            compare=_write_compare(params),
            is_compared=bool(params.get("compare")),
            can_compare=self.entry.is_compared,
            is_report=isinstance(page, Report),
        )

    def _arrange(self, result: Result | FactList) -> list[Column]:
        return arrange_columns(self.entry.page, result.columns)


def _list_choices(columns: Sequence[Column], shown: set[str]) -> list[Choice]:
    """Changes come and go with their figures, so nobody chooses them."""
    return [
        Choice(key=column.key, label=gettext(column.label), is_shown=column.key in shown, is_fixed=place == 0)
        for place, column in enumerate(columns)
        if not column.beside
    ]


def find_ident(page: Report | FactPage) -> Callable[[Row], str] | None:
    """By what a row of the page is ticked; None where none can be."""
    if isinstance(page, Report):
        return lambda row: write_ident(page, row["_ids"])
    return (lambda row: str(row["_id"])) if page.has_ids else None


def link_sorts(params: QueryDict) -> SortLink:
    """Leads to the first page in another order, everything else as it is."""
    rest = write_without(params, "sort", "page")
    before = f"?{rest}&sort=" if rest else "?sort="
    return lambda sort: f"{before}{sort}"


def _write_compare(params: QueryDict) -> str:
    rest = list_without(params, "compare", "page", "_export")
    if not params.get("compare"):
        return urlencode([*rest, ("compare", "previous")])
    return urlencode([(key, value) for key, value in rest if key != "sort" or not _is_of_comparison(value)])


def _is_of_comparison(sort: str) -> bool:
    return sort.endswith(("_change", "_before"))


def list_without(params: QueryDict, *keys: str) -> list[tuple[str, str]]:
    """Parameters and values, without some parameters and without empty values."""
    return [(key, value) for key, values in params.lists() if key not in keys for value in values if value]


def write_without(params: QueryDict, *keys: str) -> str:
    """The same as a query."""
    return urlencode(list_without(params, *keys))
