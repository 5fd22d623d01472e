"""The columns of the payouts page and of its exports: the file's own cells, what came back, and the check."""

from typing import Any

from django.utils.translation import gettext_noop as _

from campaigns.formats import AMOUNT, SHARE, guard_cell
from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.reports.explained import explain_shortly
from campaigns.reports.fact_pages import ROW_KEY
from campaigns.reports.parts import Column, DateColumn, NumberColumn, Row, metric_column
from campaigns.reports.payout_checks import BY_KEY, SEVERITY
from campaigns.sentences import speak_english


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
        with speak_english():
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
    Column(key="influencer", label=_("Influencer")),
    Column(key="influencer_id", label=_("Id")),
    Column(key="campaign", label=_("Campaign")),
    ResultColumn(key="result", label=_("Check"), help=_("How the payout compares with what was tracked.")),
    _number("total_payout", _("Total payout"), unit=AMOUNT, help=_("The whole payout, whatever the filter.")),
    _number("expected_payout", _("Expected"), unit=AMOUNT, help=_("Rate × orders tracked or posts found.")),
    _number(
        "difference", _("Difference"), unit=AMOUNT, help=_("Total payout − expected: above zero is paid too much.")
    ),
    _number(
        "difference_share", _("Difference %"), unit=SHARE, help=_("The difference as a share of what was expected.")
    ),
    Column(key="basis", label=_("Basis")),
    RateColumn(key="rate", label=_("Rate"), unit=AMOUNT),
    _number("stated_units", _("Paid for"), help=_("Orders or posts, as the basis says, that the payouts file states.")),
    _number("expected_units", _("Tracked"), help=_("Orders tracked or posts found that are left for this payout.")),
    _number(
        "stated_amount", _("Rate × paid for"), unit=AMOUNT, on_screen=False, help=_("What the file's own cells give.")
    ),
    _number(
        PAYOUT.key, _("In the filter"), unit=AMOUNT, help=_("The part of the payout that the filter lets through.")
    ),
    _number(
        "revenue", _("Revenue of scope"), unit=AMOUNT, help=_("Attributed revenue of what this payout was paid for.")
    ),
    metric_column(ROAS),
    Column(key="status", label=_("Status")),
    DateColumn(key="payout_date", label=_("Paid on")),
    _number("orders", _("Orders paid"), on_screen=False, help=_("Orders the payouts file states for this payout.")),
    _number("tracked_orders", _("Orders tracked"), on_screen=False, help=_("Attributed orders in the payout's scope.")),
    _number("posts", _("Posts paid"), on_screen=False, help=_("Posts the payouts file states for this payout.")),
    _number(
        "posts_found", _("Posts found"), on_screen=False, help=_("Posts of the payout's scope in the posts files.")
    ),
    Column(
        key="total_is_derived", label=_("Derived"), help=_("The file had no total: rate × orders or posts, followed.")
    ),
    Column(key="payout_id", label=_("Payout id")),
    ArithmeticColumn(
        key="arithmetic",
        label=_("Arithmetic"),
        sorts=False,
        on_screen=False,
        repeats=False,
        help=_("What was stated, what was tracked, and what that comes to."),
    ),
    ROW_KEY,
)
