"""Active filters in words, each with the query that takes it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.dimensions import BASIS
from campaigns.periods import PERIODS
from campaigns.reports.filters import FILTERED, FORMS
from campaigns.reports.payout_checks import RESULTS
from campaigns.reports.selection import DAYS, PLACE

MOST_APART = 4
"""More values of one filter are one chip."""
DATES = _("Days")
WORDS = {
    "q": _("Search"),
    "roas_min": _("ROAS from"),
    "roas_max": _("ROAS up to"),
    "payout_date_after": _("Paid from"),
    "payout_date_before": _("Paid until"),
    "run": _("Import run"),
    "check": _("Found by"),
    "status": _("Status"),
    "result": _("Check"),
}


@dataclass(frozen=True)
class Chip:
    """An active filter in the reader's language, and the query without it. ``verb`` stands between what is filtered and
    by what."""

    label: str
    verb: str
    text: str
    query_without: str

    @property
    def words(self) -> str:
        """``Brand is HK``, ``Search: whey``."""
        return f"{self.label} {self.verb} {self.text}" if self.verb else f"{self.label}: {self.text}"


Names = Mapping[tuple[str, str], str]
"""(parameter, value) → how the value is called."""


def list_chips(params: QueryDict, names: Names, period: str, days: str) -> list[Chip]:
    """The chips of a request; ``days`` are those of its dates or its ``period`` in words."""
    named = gettext(PERIODS[period].label if period else DATES)
    chips = [Chip(named, "", days, write_without(params, *DAYS))] if days else []
    for dimension in (*FILTERED, BASIS):
        for form in FORMS:
            chips += _of_dimension(params, dimension.key, gettext(dimension.label), form, names)
    for key, word in WORDS.items():
        called = RESULTS if key == "result" else {}
        chips += [
            Chip(
                gettext(word),
                "",
                gettext(called[value]) if value in called else value,
                write_without(params, key, value=value),
            )
            for value in _values(params, key)
        ]
    return chips


def _values(params: QueryDict, key: str) -> list[str]:
    return [value for value in params.getlist(key) if value.strip()]


def _of_dimension(params: QueryDict, key: str, label: str, form: str, names: Names) -> Iterator[Chip]:
    full = f"{key}{form}"
    values = _values(params, full)
    if form == "__empty":
        for value in values[-1:]:
            verb = gettext("is") if value == "1" else gettext("is not")
            yield Chip(label, verb, gettext("empty"), write_without(params, full))
        return
    verb = gettext("is not") if form else gettext("is")
    if len(values) > MOST_APART:
        words = gettext("any of {count}") if form else gettext("one of {count}")
        yield Chip(label, verb, words.format(count=len(values)), write_without(params, full))
        return
    for value in values:
        yield Chip(label, verb, names.get((key, value), value), write_without(params, full, value=value))


def write_without(params: QueryDict, *keys: str, value: str | None = None) -> str:
    """The query without these parameters, or without one value of them; from the first page on."""
    rest = params.copy()
    for key in keys:
        rest.setlist(key, [v for v in rest.getlist(key) if value is not None and v != value])
    for key in PLACE - {"per_page", "columns"}:
        rest.pop(key, None)
    return rest.urlencode()
