"""Tracked sales that no payout is for: influencers and campaigns with attributed sales and nothing paid."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import MONEY
from campaigns.metrics.catalog import AOV, ORDERS, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, name_none
from campaigns.models import NONE, Rollup
from campaigns.names import fold_name
from campaigns.reports.answers import keep
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.grouped import sort_by
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, NumberColumn, Row
from campaigns.reports.payout_checks import MISSING
from campaigns.reports.payouts import read_payouts
from campaigns.reports.results import Result, add_up
from campaigns.reports.scopes import read_pairs
from campaigns.reports.selection import Selection
from campaigns.reports.tallies import Tally

COLUMNS = (
    Column(key="influencer", label=_("Influencer")),
    Column(key="influencer_id", label=_("Id")),
    Column(key="campaign", label=_("Campaign")),
    NumberColumn(key=ORDERS.key, label=ORDERS.label, help=ORDERS.help),
    NumberColumn(key=REVENUE.key, label=REVENUE.label, unit=MONEY, help=REVENUE.help),
    NumberColumn(key=AOV.key, label=AOV.label, unit=AOV.unit, help=AOV.help),
)
MISSING_PAYOUTS = FactPage(
    key="missing-payouts",
    has_ids=False,
    title=MISSING.label,
    lead=MISSING.sentence,
    columns=COLUMNS,
    default_sort="-revenue",
    orders={column.key: column.key for column in COLUMNS},
)
FIGURES = (ORDERS, REVENUE, AOV)
NOTHING_MISSING = _("Every influencer with attributed sales has a payout for them.")


def find_missing(selection: Selection, labels: Labels) -> list[Row]:
    """Influencers and campaigns with sales in the selection that no payout covers, on whatever day it was paid."""
    paid = {(payout["influencer_id"], payout["campaign_id"]) for payout in read_payouts(labels)}
    person, campaign = INFLUENCER.alias, CAMPAIGN.alias
    found = [
        row
        for row in read_pairs(selection.cells(Rollup.objects.all()), labels)
        if (row[person], row[campaign]) not in paid
        and (row[person], NONE) not in paid
        and (row[ORDERS.key] > 0 or row[REVENUE.key] > 0)
        and selection.passes_roas(row[ROAS.key])
    ]
    return [row for row in found if _matches(_name(labels, row), selection.search)] if selection.search else found


def tally_missing(selection: Selection, labels: Labels) -> Tally:
    """How many these are, and their revenue in paise; counted once as long as the data are the same."""
    name = (MISSING_PAYOUTS.key, "tally", selection.key())
    return keep(labels.version, name, lambda: _tally(find_missing(selection, labels)), lambda tally: 1)


def _tally(rows: list[Row]) -> Tally:
    return Tally(len(rows), sum(row[REVENUE.key] for row in rows))


def list_missing(selection: Selection, labels: Labels) -> Result:
    """The same as a table."""
    sort = selection.data["sort"] or MISSING_PAYOUTS.default_sort
    column = next(column for column in COLUMNS if column.key == sort.removeprefix("-"))
    rows = [_name(labels, row) for row in find_missing(selection, labels)]
    rows.sort(key=lambda row: (row["influencer"].casefold(), row["campaign"].casefold(), row["influencer_id"]))
    rows = sort_by(rows, column.sort_value, sort)
    reason = "" if rows or selection.is_filtered else gettext(NOTHING_MISSING)
    if selection.bases is not None:
        rows, reason = [], gettext("Sales without a payout have no basis.")
    return Result(list(COLUMNS), rows, add_up(rows, FIGURES), shown_sort=sort, reason=reason)


def _name(labels: Labels, row: Row) -> Row:
    person = labels.people[row[INFLUENCER.alias]]
    campaign = labels.name(CAMPAIGN, row[CAMPAIGN.alias])
    return {
        "influencer": person.name,
        "influencer_id": person.code,
        "campaign": campaign,
        "_campaign_shown": campaign or name_none(CAMPAIGN),
        "_influencer": row[INFLUENCER.alias],
        "_campaign": row[CAMPAIGN.alias],
        ORDERS.key: row[ORDERS.key],
        REVENUE.key: row[REVENUE.key],
        AOV.key: AOV.value(row),
    }


def _matches(row: Row, search: str) -> bool:
    words = fold_name(search)
    return any(words in fold_name(row[key]) for key in ("influencer", "influencer_id", "campaign"))
