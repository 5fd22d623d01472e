"""What a request selects: its parameters as conditions, or sentences that say what is wrong with them.

The same parameters mean the same rows on the rollup, on posts and on tracking rows; ``paths`` says where each
table keeps a dimension.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from campaigns.metrics.dimensions import (
    BRAND,
    CAMPAIGN,
    DAY,
    PRODUCT,
    SOURCE,
    Dimension,
)
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Rollup
from campaigns.reports.filters import FILTERED, Bounds, ReportFilter
from campaigns.reports.labels import find_ids


class BadParameters(Exception):
    """Parameters that cannot be read; ``sentences`` say which and what would be accepted."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Choice:
    """What is wanted of one dimension: any of these ids (``NONE`` among them for "is empty"), and not those."""

    wanted: frozenset[int] | None
    unwanted: frozenset[int]

    def condition(self, path: str, *, or_none: bool = False) -> Q:
        """As a condition on the column at ``path``; ``or_none`` lets rows without a value through."""
        condition = Q() if self.wanted is None else Q(**{f"{path}__in": self.wanted})
        if self.unwanted:
            condition &= ~Q(**{f"{path}__in": self.unwanted})
        return condition | Q(**{path: NONE}) if or_none and condition else condition


@dataclass(frozen=True)
class Selection:
    """Parameters that have been read: which rows, in which order, how many, and as what."""

    choices: Mapping[Dimension, Choice]
    data: Mapping[str, Any]

    @property
    def after(self) -> date | None:
        """First day, included."""
        return self.data["date_after"]

    @property
    def before(self) -> date | None:
        """Last day, included."""
        return self.data["date_before"]

    @property
    def run(self) -> int | None:
        """The import run whose rows are wanted; None for those of all runs."""
        return self.data.get("run")

    @property
    def check(self) -> str:
        """The check of data quality that has found the wanted rows; empty for all rows."""
        return self.data.get("check") or ""

    @property
    def search(self) -> str:
        """What the search box says."""
        return (self.data["q"] or "").strip()

    @property
    def cuts(self) -> list[Dimension]:
        """The dimensions that rows are filtered by."""
        return [*self.choices, *([DAY] if self.after or self.before else [])]

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the rows down."""
        bounds = (
            "q",
            "roas_min",
            "roas_max",
            "run",
            "check",
            "payout_date_after",
            "payout_date_before",
            "basis",
            "status",
            "result",
        )
        return bool(self.cuts) or any(self.data.get(key) not in (None, "", []) for key in bounds)

    @property
    def is_counted(self) -> bool:
        """Whether the rollup can tell how many posts or tracking rows are in it: it knows neither runs nor words."""
        return self.run is None and not self.check and not self.search

    @property
    def narrows_payouts(self) -> bool:
        """Whether only some payouts are wanted for what their own rows say."""
        keys = ("run", "check", "payout_date_after", "payout_date_before", "basis", "status", "result")
        return any(self.data.get(key) not in (None, "", []) for key in keys)

    def narrow(self, rows: QuerySet, paths: Mapping[Dimension, str]) -> QuerySet:
        """The rows of a table with these values; it has no row at all for a dimension that ``paths`` lacks."""
        if any(dimension not in paths for dimension in self.choices):
            return rows.none()
        for dimension, choice in self.choices.items():
            rows = rows.filter(choice.condition(paths[dimension]))
        bounds = {f"{paths[DAY]}__gte": self.after, f"{paths[DAY]}__lte": self.before, "run_id": self.run}
        return rows.filter(**{key: bound for key, bound in bounds.items() if bound is not None})

    def cells(self, cells: RollupQuerySet) -> RollupQuerySet:
        """The cells of the rollup with these values and days."""
        for dimension, choice in self.choices.items():
            cells = cells.filter(choice.condition(dimension.column))
        return cells.in_days(self.after, self.before)

    def undated_near(self, cells: RollupQuerySet) -> RollupQuerySet:
        """Unallocated payouts that could belong here but have no date, product or source, or no campaign or brand."""
        for dimension, choice in self.choices.items():
            if dimension not in (PRODUCT, SOURCE):
                cells = cells.filter(choice.condition(dimension.column, or_none=dimension in (CAMPAIGN, BRAND)))
        return cells.undated()

    def passes_roas(self, roas: float | None) -> bool:
        """Whether a ROAS is within the bounds; an empty one passes none."""
        low, high = self.data["roas_min"], self.data["roas_max"]
        if low is None and high is None:
            return True
        return roas is not None and (low is None or roas >= low) and (high is None or roas <= high)


def read_selection(params: QueryDict, filters: type[Bounds] = ReportFilter, sort_keys: Iterable[str] = ()) -> Selection:
    """Reads query parameters. Raises ``BadParameters`` for unknown ones and for values that cannot be read."""
    bound = filters(params, queryset=Rollup.objects.none())
    sentences = [_say_unknown(key) for key in params if key not in bound.filters]
    for key, errors in bound.form.errors.items():
        sentences += [f"{key}: {error}" for error in errors]
    data = bound.form.cleaned_data
    sentences += _check_order(data) + _check_sort(data.get("sort") or "", sort_keys)
    if sentences:
        raise BadParameters(sentences)
    choices = {d: choice for d in FILTERED if (choice := _read_choice(d, data))}
    return Selection(choices, data)


def _say_unknown(key: str) -> str:
    if key == "run":
        return "run: figures add up over all import runs. Posts, tracking and payouts list the rows of one run."
    return f"There is no parameter “{key[:60]}” here."


def _check_order(data: Mapping[str, Any]) -> list[str]:
    sentences = []
    for prefix in ("date", "payout_date"):
        after, before = data.get(f"{prefix}_after"), data.get(f"{prefix}_before")
        if after and before and after > before:
            sentences.append(f"{prefix}_after ({after}) is later than {prefix}_before ({before}).")
    return sentences


def _check_sort(sort: str, sort_keys: Iterable[str]) -> list[str]:
    keys = sorted(sort_keys)
    if not sort or sort.removeprefix("-") in keys:
        return []
    return [f"sort: there is no column “{sort}”. Accepted: {', '.join(keys)}, each also with - in front."]


def _read_choice(dimension: Dimension, data: Mapping[str, Any]) -> Choice | None:
    names, not_names, empty = (data[f"{dimension.key}{form}"] for form in ("", "__not", "__empty"))
    if not (names or not_names or empty):
        return None
    wanted = find_ids(dimension, names) if names else set()
    wanted |= {NONE} if empty == "1" else set()
    unwanted = find_ids(dimension, not_names) if not_names else set()
    unwanted |= {NONE} if empty == "0" else set()
    return Choice(frozenset(wanted) if names or empty == "1" else None, frozenset(unwanted))
