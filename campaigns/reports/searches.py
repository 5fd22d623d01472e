"""Finds words in lists of facts: as far as an index leads there, and in a bounded number of rows beyond."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from campaigns.formats import format_count
from campaigns.metrics.dimensions import BRAND, PRODUCT, SOURCE, Dimension
from campaigns.models import Campaign, Influencer, Rollup
from campaigns.names import fold_name
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.selection import Selection
from campaigns.reports.windows import Counted

MOST_SEARCHED = 200_000
"""Rows whose own words a search looks at: no index knows these."""
MOST_SCANNED = 1_000_000
"""Rows that a search looks at at all, also those that a filter without an index leaves out."""
UNINDEXED = (BRAND, PRODUCT, SOURCE)
OF_PEOPLE = "influencer__"
"""Begins the path of what facts know from their influencer."""


@dataclass(frozen=True)
class Searched:
    """Facts in which words were looked for. ``counted`` are the same in the rollup, where it knows all of the words."""

    facts: QuerySet
    counted: Counted | None
    note: str = ""


def count_facts(facts: QuerySet, selection: Selection, page: FactPage, counted: Counted) -> Searched:
    """Those with the words that the selection looks for, and where the rollup can count them.

    ``counted`` are all of the facts in the rollup. Where it cannot count them they are read influencer by influencer,
    if influencers of some kind are wanted.
    """
    known = counted if selection.is_counted else None
    found = _search(facts, selection, page, known) if selection.search else Searched(facts, known)
    return found if found.counted else replace(found, facts=found.facts.filter(_name_people(selection, page.paths)))


def _name_people(selection: Selection, paths: Mapping[Dimension, str]) -> Q:
    """What is wanted of influencers, once more, as whose facts are wanted.

    Through the join alone SQLite looks at every fact; with it, it takes the index of influencers: 20 times as fast.
    """
    wanted = [
        choice.condition(paths[dimension].removeprefix(OF_PEOPLE))
        for dimension, choice in selection.choices.items()
        if paths.get(dimension, "").startswith(OF_PEOPLE)
    ]
    return Q(influencer__in=Influencer.objects.filter(*wanted).order_by().values("pk")) if wanted else Q()


def _search(facts: QuerySet, selection: Selection, page: FactPage, counted: Counted | None) -> Searched:
    """Those with the words in the influencer's or campaign's name, or in one of their own columns.

    Among very many rows only names are looked at, as the note says.
    """
    named = _find_named(selection.search)
    if counted and (counted.count() > MOST_SEARCHED or _count_scanned(selection, counted) > MOST_SCANNED):
        found = replace(counted, cells=counted.cells.filter(named), known=None)
        return Searched(facts.filter(named), found, _say_unsearched(page))
    for key in page.searched:
        named |= Q(**{f"{key}__icontains": selection.search})
    return Searched(facts.filter(named), None)


def _count_scanned(selection: Selection, counted: Counted) -> int:
    """How many rows a search has to look at: also those that only a filter without an index leaves out."""
    indexed = {dimension: choice for dimension, choice in selection.choices.items() if dimension not in UNINDEXED}
    near = Rollup.objects.all() if counted.near is None else counted.near
    return replace(counted, cells=replace(selection, choices=indexed).cells(near), known=None).count()


def _find_named(search: str) -> Q:
    words = fold_name(search)
    people = Influencer.objects.filter(search_key__contains=words).values_list("pk", flat=True)
    campaigns = Campaign.objects.filter(key__contains=words).values_list("pk", flat=True)
    return Q(influencer_id__in=list(people)) | Q(campaign_id__in=list(campaigns))


def _say_unsearched(page: FactPage) -> str:
    searched = (column for column in page.columns if column.key in page.searched)
    labels = gettext(" or ").join(gettext(column.label).lower() for column in searched)
    words = gettext(
        "Searched by influencer and campaign only: these are too many rows to look for words in their {columns}. "
        "Narrow them down to {most}, by days or a campaign."
    )
    return words.format(columns=labels, most=format_count(MOST_SEARCHED))
