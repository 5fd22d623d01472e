"""A saved query in words, for the list of views: its days, the chips of its page, and its order."""

from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext

from campaigns import nouns
from campaigns.dates import format_span
from campaigns.periods import PERIODS
from campaigns.web.chips import list_chips


def describe_query(query: str) -> list[str]:
    """``Last 28 days``, ``Brand is HK``, ``sorted by roas, highest first`` of a query that its page can read."""
    params = QueryDict(query)
    chips = [chip.words for chip in list_chips(params, {}, "", "")]
    columns = params.get("columns", "")
    ends = (
        _describe_order(params.get("sort", "")),
        nouns.COLUMNS.format(count=columns.count(",") + 1) if columns else "",
    )
    return [text for text in (_describe_days(params), *chips, *ends) if text]


def _describe_days(params: QueryDict) -> str:
    after, before = (_read_day(params.get(key, "")) for key in ("date_after", "date_before"))
    return format_span(after, before) if after or before else gettext(PERIODS[params.get("period", "all")].label)


def _read_day(text: str) -> date | None:
    return datetime.strptime(text, "%Y-%m-%d").date() if text else None


def _describe_order(sort: str) -> str:
    if not sort:
        return ""
    is_down = sort.startswith("-")
    words = gettext("sorted by {column}, highest first") if is_down else gettext("sorted by {column}, lowest first")
    return words.format(column=sort.removeprefix("-").replace("_", " "))
