"""The columns of the payouts page and of its exports: the file's own cells, what came back, and the check."""

from typing import Any

from campaigns.formats import AMOUNT, SHARE, guard_cell
from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.reports.explained import explain_shortly
from campaigns.reports.facts import ROW_KEY
from campaigns.reports.parts import Column, DateColumn, NumberColumn, Row, metric_column
from campaigns.reports.payout_checks import BY_KEY, SEVERITY


class RateColumn(NumberColumn):
    """A rate in figures or in words."""

    is_safe = False

    def show(self, row: Row) -> str:
        return row.get("_rate_shown") or super().show(row)

    def read(self, row: Row) -> int | str:
        return row["_rate_shown"] or super().read(row)

    def spell(self, value: int | str) -> str:
        return value if isinstance(value, str) else super().spell(value)

    def write(self, value: int | str) -> str:
        return guard_cell(value) if isinstance(value, str) else super().spell(value)


class ArithmeticColumn(Column):
    """The arithmetic of a payout's check in one sentence."""

    def read(self, row: Row) -> str:
        return explain_shortly(row["_checked"])


class ResultColumn(Column):
    """What the check of a payout says: glyph and words for people, its key in files, the worst sorted first."""

    is_safe = True

    def show(self, row: Row) -> str:
        return BY_KEY[row[self.key]].shown

    def sort_value(self, row: Row) -> int:
        return SEVERITY[row[self.key]]


def _number(key: str, label: str, **more: Any) -> NumberColumn:
    return NumberColumn(key=key, label=label, **more)


COLUMNS: tuple[Column, ...] = (
    Column(key="influencer", label="Influencer"),
    Column(key="influencer_id", label="Id"),
    Column(key="campaign", label="Campaign"),
    ResultColumn(key="result", label="Check", help="How the payout compares with what was tracked."),
    _number("total_payout", "Total payout", unit=AMOUNT, help="The whole payout, whatever the filter."),
    _number("expected_payout", "Expected", unit=AMOUNT, help="Rate × orders tracked or posts found."),
    _number("difference", "Difference", unit=AMOUNT, help="Total payout − expected: above zero is paid too much."),
    _number("difference_share", "Difference %", unit=SHARE, help="The difference as a share of what was expected."),
    Column(key="basis", label="Basis"),
    RateColumn(key="rate", label="Rate", unit=AMOUNT),
    _number("stated_units", "Paid for", help="Orders or posts, as the basis says, that the payouts file states."),
    _number("expected_units", "Tracked", help="Orders tracked or posts found that are left for this payout."),
    _number("stated_amount", "Rate × paid for", unit=AMOUNT, on_screen=False, help="What the file's own cells give."),
    _number(PAYOUT.key, "In the filter", unit=AMOUNT, help="The part of the payout that the filter lets through."),
    _number("revenue", "Revenue of scope", unit=AMOUNT, help="Attributed revenue of what this payout was paid for."),
    metric_column(ROAS),
    Column(key="status", label="Status"),
    DateColumn(key="payout_date", label="Paid on"),
    _number("orders", "Orders paid", on_screen=False, help="Orders the payouts file states for this payout."),
    _number("tracked_orders", "Orders tracked", on_screen=False, help="Attributed orders in the payout's scope."),
    _number("posts", "Posts paid", on_screen=False, help="Posts the payouts file states for this payout."),
    _number("posts_found", "Posts found", on_screen=False, help="Posts of the payout's scope in the posts files."),
    Column(key="total_is_derived", label="Derived", help="The file had no total: rate × orders or posts, followed."),
    Column(key="payout_id", label="Payout id"),
    ArithmeticColumn(
        key="arithmetic",
        label="Arithmetic",
        sorts=False,
        on_screen=False,
        repeats=False,
        help="What was stated, what was tracked, and what that comes to.",
    ),
    ROW_KEY,
)
