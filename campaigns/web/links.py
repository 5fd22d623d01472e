"""Addresses of pages: what a row opens, and the query that narrows another page down to it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.urls import reverse

from campaigns.dates import read_month
from campaigns.metrics.dimensions import ATTRIBUTION, MONTH, Dimension
from campaigns.reports.filters import FORMS, NAMED
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report, Row
from campaigns.reports.selection import DAYS
from campaigns.reports.tables import Opener

CARRIED = {f"{dimension.key}{form}" for dimension in NAMED for form in FORMS} | DAYS
"""Filters that mean the same on every page, so that they go along from a row to what it opens, and back."""
SAFE_SCHEMES = ("http://", "https://")


def write_ident(report: Report, ids: Iterable[Any]) -> str:
    """A row's ids as the last part of its address: ``17``, ``3-1`` or ``2025-07``; ``none`` for no month."""
    if report.dimensions == (MONTH,):
        month = next(iter(ids))
        return "none" if month.startswith("0001") else month
    return "-".join(str(i) for i in ids)


def read_ident(report: Report, text: str) -> tuple[Any, ...]:
    """The ids of an address. Raises ``ValueError`` when it can be none."""
    if report.dimensions == (MONTH,):
        if text != "none":
            read_month(text)
        return ("0001-01" if text == "none" else text,)
    ids = tuple(int(part) for part in text.split("-") if part.isascii() and part.isdigit() and len(part) < 19)
    if len(ids) != len(report.dimensions) or text != "-".join(map(str, ids)):
        raise ValueError(text)
    return ids


def open_row(report: Report, row: Row) -> str:
    """The address that a row of a report opens: its detail page, or for a source its tracking rows."""
    if ATTRIBUTION in report.dimensions:
        source = row["source"]
        return f"{reverse('tracking')}?{urlencode({'source': source} if source else {'source__empty': 1})}"
    return reverse("detail", args=[report.key, write_ident(report, row["_ids"])])


def narrow_query(dimensions: Iterable[Dimension], ids: Iterable[Any], labels: Labels) -> dict[str, str]:
    """The parameters that narrow any page down to these values."""
    query: dict[str, str] = {}
    for dimension, value in zip(dimensions, ids, strict=True):
        name = labels.name(dimension, value)
        if dimension is MONTH:
            query |= _month_query(name)
        else:
            query |= {dimension.key: name} if name else {f"{dimension.key}__empty": "1"}
    return query


def write_bound(roas: float | Decimal) -> str:
    """A ROAS as ``roas_max`` takes it: ``1``, ``3.33333``."""
    return f"{roas:.6g}"


def carry_query(params: QueryDict, narrowed: Mapping[str, str] | None = None) -> str:
    """The query of what is carried; what a page is ``narrowed`` to takes the place of a filter by the same."""
    narrowed = dict(narrowed or {})
    replaced = {key.removesuffix("__empty") for key in narrowed} | narrowed.keys()
    replaced |= DAYS if DAYS & narrowed.keys() else set()
    kept = [
        (key, value)
        for key, values in params.lists()
        for value in values
        if value and key in CARRIED and key not in replaced
    ]
    return urlencode([*kept, *narrowed.items()])


def carry_filters(opener: Opener, params: QueryDict, narrowed: Mapping[str, str] | None = None) -> Opener:
    """The opener, with the filters added to every address of the portal that it gives."""
    query = carry_query(params, narrowed)

    def open_carrying(row: Row, key: str) -> str:
        address = opener(row, key)
        if not query or not address.startswith("/"):
            return address
        path, _, own = address.partition("?")
        own_filters = dict(parse_qsl(own))
        return f"{path}?{carry_query(QueryDict(query), own_filters) if own_filters else query}"

    return open_carrying


def _month_query(month: str) -> dict[str, str]:
    if not month:
        return {}
    first, last = read_month(month)
    return {"date_after": first.isoformat(), "date_before": last.isoformat()}


def open_person_or_campaign(row: Row, key: str) -> str:
    """What the cells of a list of facts open."""
    if key in ("influencer", "influencer_id") and row["_influencer"]:
        return reverse("detail", args=["influencers", row["_influencer"]])
    if key == "campaign" and row["_campaign"]:
        return reverse("detail", args=["campaigns", row["_campaign"]])
    url = row.get("url", "") if key == "url" else ""
    return url if url.lower().startswith(SAFE_SCHEMES) else ""


def open_payout(row: Row, key: str) -> str:
    """The same for payouts, whose amounts open the way they were spread."""
    if key in ("result", "total_payout", "payout", "payout_id"):
        return reverse("payout", args=[row["_id"]])
    return open_person_or_campaign(row, key)
