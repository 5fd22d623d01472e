"""What a request selects: its parameters, read next door in ``reading``, as conditions.

The same parameters mean the same rows on the rollup, on posts and on tracking rows; ``paths`` says where each
table keeps a dimension.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from campaigns.metrics.dimensions import (
    BASIS,
    BRAND,
    CAMPAIGN,
    DAY,
    PRODUCT,
    SOURCE,
    Dimension,
)
from campaigns.metrics.margin import find_break_even
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import Payout
from campaigns.names import fold_header
from campaigns.reports.choices import Choice
from campaigns.reports.filters import FORMS, NAMED

DAYS = {"period", "date_after", "date_before"}
PLACE = {"page", "per_page", "columns", "_export"}
"""Which part of a result is wanted and as what: not what is in it."""
NO_VIEW = {"view": "none"}
"""Asks for a page without the default that somebody may have there."""


@dataclass(frozen=True)
class Selection:
    """Parameters that have been read: which rows, in which order, how many, and as what.

    ``margin`` is the margin in basis points at the time of reading, None while none is set.
    """

    choices: Mapping[Dimension, Choice]
    data: Mapping[str, Any]
    margin: int | None = None

    def __hash__(self) -> int:
        return hash(self.key())

    def key(self) -> tuple:
        """Everything that a result depends on: equal for parameters that mean the same today, in whatever spelling.

        Left out is which page of the result is wanted, how long it is, and as which file.
        """
        choices = {d.key: (c.wanted, c.unwanted) for d, c in self.choices.items()} | {BASIS.key: self.bases}
        named = {f"{d.key}{form}" for d in NAMED for form in FORMS} | DAYS | PLACE | NO_VIEW.keys()
        rest = {name: _freeze(value) for name, value in self.data.items() if name not in named}
        rest = {name: value for name, value in rest.items() if value not in (None, "", ())}
        return tuple(sorted(choices.items())), self.after, self.before, tuple(sorted(rest.items())), self.margin

    @property
    def break_even(self) -> float:
        """The ROAS from which a payout pays back: what "poor" is compared with unless a page asks."""
        return find_break_even(self.margin)

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
    def bases(self) -> frozenset[str] | None:
        """The payout bases that are wanted, empty text for "none stated"; None for all."""
        names, not_names, empty = (self.data.get(f"{BASIS.key}{form}") for form in FORMS)
        if not (names or not_names or empty):
            return None
        known = frozenset(Payout.Basis.values)
        wanted = {_fold_basis(name) for name in names or ()} & known
        wanted = wanted | {""} if empty == "1" else wanted if names else known | {""}
        return frozenset(wanted) - {_fold_basis(name) for name in not_names or ()} - ({""} if empty == "0" else set())

    @property
    def cuts(self) -> list[Dimension]:
        """The dimensions that cells are filtered by."""
        return [*self.choices, *([DAY] if self.after or self.before else [])]

    @property
    def emptying(self) -> list[Dimension]:
        """The dimensions that leave those metrics empty whose facts do not record them."""
        return self.cuts if self.bases is None else [*self.cuts, BASIS]

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the rows down."""
        return bool(self.cuts) or self.narrows_payouts or self._has("q", "roas_min", "roas_max")

    @property
    def is_counted(self) -> bool:
        """Whether the rollup can tell how many posts or tracking rows are in it, words aside: it knows no runs."""
        return self.run is None and not self.check

    @property
    def narrows_payouts(self) -> bool:
        """Whether only some payouts are wanted for what their own rows say."""
        return self.picks_payouts or self._has("result")

    @property
    def picks_payouts(self) -> bool:
        """Whether the table of payouts alone can tell which of them are wanted."""
        own = ("run", "check", "payout_date_after", "payout_date_before", "status")
        return self.bases is not None or self._has(*own)

    def _has(self, *keys: str) -> bool:
        return any(self.data.get(key) not in (None, "", []) for key in keys)

    def narrow(self, rows: QuerySet, paths: Mapping[Dimension, str]) -> QuerySet:
        """The rows of a table with these values; it has no row at all for a dimension that ``paths`` lacks."""
        if any(dimension not in paths for dimension in self.emptying):
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

    @property
    def bounds_roas(self) -> bool:
        """Whether a ROAS must be within bounds."""
        return self.data["roas_min"] is not None or self.data["roas_max"] is not None

    def passes_roas(self, roas: float | None) -> bool:
        """Whether a ROAS is within the bounds; an empty one passes none."""
        low, high = self.data["roas_min"], self.data["roas_max"]
        if low is None and high is None:
            return True
        return roas is not None and (low is None or roas >= low) and (high is None or roas <= high)


def _fold_basis(name: str) -> str:
    return fold_header(name).removeprefix("per_")


def _freeze(value: Any) -> Any:
    """A list of names in a form that can be compared: each once, in order."""
    return tuple(sorted(set(value))) if isinstance(value, list) else value
