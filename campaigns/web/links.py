"""Addresses of pages: what a row opens, and the query that narrows another page down to it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaigns.dates import read_month
from campaigns.metrics.dimensions import ATTRIBUTION, MONTH, Dimension
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report, Row

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
        check = "#check" if key == "result" else ""
        return f"{reverse('payout', args=[row['_id']])}{check}"
    return open_person_or_campaign(row, key)
