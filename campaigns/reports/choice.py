"""Which of its columns a table shows at first, and in which order; all others are a tick away, and in every export."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from campaigns.metrics.catalog import AOV, COST_PER_ORDER, NET_RETURN, ORDERS, PAYOUT, PEOPLE, REVENUE, ROAS
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.parts import Column, Report

MAIN = tuple(m.key for m in (REVENUE, PAYOUT, ROAS, NET_RETURN, ORDERS, AOV, COST_PER_ORDER))
FIRST: Mapping[str, tuple[str, ...]] = {
    "influencers": ("influencer", "platform", "category", *(key for key in MAIN if key != AOV.key)),
    "personas": ("category", "gender", PEOPLE.key, *MAIN),
    "posts": (
        "date", "influencer", "platform", "campaign", "reach", "likes", "comments", "engagement_rate", "caption",
    ),
    "tracking": ("date", "influencer", "campaign", "product", "orders", "revenue", "source", "attribution"),
    "payouts": (
        "influencer", "campaign", "result", "total_payout", "payout", "expected_payout", "difference", "basis",
        "revenue", "roas", "status",
    ),
}  # fmt: skip
"""By page, where that is not its dimensions and the main figures."""
WHEN_CUT: Mapping[str, tuple[str, ...]] = {"payouts": (PAYOUT.key,)}
"""Those of them that show at first only under a filter that cuts figures: without one they repeat another column."""
ALL = "all"
"""Stands for every column in the ``columns`` parameter."""


def list_first(page: Report | FactPage, *, is_cut: bool = False) -> tuple[str, ...]:
    """Keys of the columns that a page shows to whoever has chosen none; ``is_cut`` under a filter."""
    late = () if is_cut else WHEN_CUT.get(page.key, ())
    return tuple(key for key in _order(page) if key not in late)


def _order(page: Report | FactPage) -> tuple[str, ...]:
    return FIRST[page.key] if page.key in FIRST else (*(column.key for column in page.columns), *MAIN)


def arrange_columns(page: Report | FactPage, columns: Iterable[Column]) -> list[Column]:
    """What a screen can show, in its order: the first ones first; a change stands beside the figure that changed."""
    first = {key: place for place, key in enumerate(_order(page))}
    shown = [column for column in columns if column.on_screen]
    places = {column.key: (first.get(column.key, len(first)), place, 0) for place, column in enumerate(shown)}
    for column in shown:
        if column.beside:
            places[column.key] = (*places[column.beside][:2], 1)
    return sorted(shown, key=lambda column: places[column.key])


def choose_columns(columns: Sequence[Column], wanted: Collection[str], sort: str) -> list[Column]:
    """Those of arranged columns that are wanted. The first one and the one that rows are sorted by always show, and a
    change where its figure does."""
    wanted = {*wanted, columns[0].key, sort.removeprefix("-")}
    return [column for column in columns if ALL in wanted or (column.beside or column.key) in wanted]
