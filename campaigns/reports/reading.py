"""Reads the parameters of a request: what they select, or sentences that say what is wrong with them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from campaigns.models import Rollup
from campaigns.models.margin import read_margin
from campaigns.periods import PERIODS
from campaigns.reports.choices import read_choice
from campaigns.reports.filters import FILTERED, Bounds, ReportFilter
from campaigns.reports.selection import Selection


class BadParameters(Exception):
    """Parameters that cannot be read; ``sentences`` say which and what would be accepted."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def read_selection(params: QueryDict, filters: type[Bounds] = ReportFilter, sort_keys: Iterable[str] = ()) -> Selection:
    """Reads query parameters. Raises ``BadParameters`` for unknown ones and for values that cannot be read."""
    data, sentences = _read_data(params, filters, sort_keys)
    if sentences:
        raise BadParameters(sentences)
    choices = {d: choice for d in FILTERED if (choice := read_choice(d, data))}
    return Selection(choices, data, read_margin())


def find_faults(params: QueryDict, filters: type[Bounds] = ReportFilter, sort_keys: Iterable[str] = ()) -> list[str]:
    """The sentences with which ``read_selection`` would refuse these parameters; it asks the database nothing."""
    return _read_data(params, filters, sort_keys)[1]


def _read_data(params: QueryDict, filters: type[Bounds], sort_keys: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """Each parameter's value, and what is wrong with them."""
    fields, data = _list_fields(filters), {}
    sentences = [_say_unknown(key) for key in params if key not in fields]
    for key, field in fields.items():
        try:
            data[key] = field.clean(field.widget.value_from_datadict(params, {}, key))
        except ValidationError as error:
            sentences += [f"{key}: {message}" for message in error.messages]
    _find_days(data)
    return data, sentences + _check_order(data) + _check_sort(data.get("sort") or "", sort_keys)


@cache
def _list_fields(filters: type[Bounds]) -> dict[str, forms.Field]:
    """What reads each parameter. The fields keep nothing of what they read, so all requests share them."""
    return dict(filters(QueryDict(), queryset=Rollup.objects.none()).form.fields)


def _say_unknown(key: str) -> str:
    if key == "run":
        return gettext(
            "run: figures add up over all import runs. Posts, tracking and payouts list the rows of one run."
        )
    return gettext("There is no parameter “{name}” here.").format(name=key[:60])


def _find_days(data: dict[str, Any]) -> None:
    """Puts the days of a period in, unless days are given: those say more exactly what is wanted."""
    if data.get("period") and not data.get("date_after") and not data.get("date_before"):
        data["date_after"], data["date_before"] = PERIODS[data["period"]].find_days(timezone.localdate())


def _check_order(data: Mapping[str, Any]) -> list[str]:
    sentences = []
    for prefix in ("date", "payout_date"):
        after, before = data.get(f"{prefix}_after"), data.get(f"{prefix}_before")
        if after and before and after > before:
            words = gettext("{name}_after ({after}) is later than {name}_before ({before}).")
            sentences.append(words.format(name=prefix, after=after, before=before))
    return sentences


def _check_sort(sort: str, sort_keys: Iterable[str]) -> list[str]:
    keys = sorted(sort_keys)
    if not sort or sort.removeprefix("-") in keys:
        return []
    words = gettext("sort: there is no column “{name}”. Accepted: {accepted}, each also with - in front.")
    return [words.format(name=sort, accepted=", ".join(keys))]
