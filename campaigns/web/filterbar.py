"""The filter bar: what can be chosen, what is chosen, and how each choice is taken back."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from campaigns.metrics.dimensions import INFLUENCER, Dimension
from campaigns.models import NONE
from campaigns.models.dimensions import Dimension as NamedRow
from campaigns.names import fold_name
from campaigns.reports.filters import FILTERED
from campaigns.reports.labels import MODELS, Labels

MOST_OPTIONS = 100
"""A longer list becomes a field with suggestions: a page must not grow with the data."""
ON_FORM = {"q", "date_after", "date_before", "roas_min", "roas_max"}
NOT_KEPT = {"page", "_export"}
WORDS = {
    "date_after": "from",
    "date_before": "to",
    "q": "search",
    "roas_min": "ROAS from",
    "roas_max": "ROAS to",
    "payout_date_after": "paid from",
    "payout_date_before": "paid to",
    "basis": "basis",
    "run": "import run",
    "check": "found by",
    "status": "status",
    "result": "check",
}


@dataclass(frozen=True)
class Option:
    """One value that can be ticked."""

    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Picker:
    """One dimension in the bar: a list to tick, or, when that would be long, a field to type in."""

    key: str
    label: str
    options: list[Option] | None
    chosen: list[str]


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the query without it."""

    text: str
    query_without: str


@dataclass(frozen=True)
class FilterBar:
    """Everything the template draws."""

    pickers: list[Picker]
    chips: list[Chip]
    hidden: list[tuple[str, str]]
    values: dict[str, str]


def build_filter_bar(request: HttpRequest, labels: Labels) -> FilterBar:
    """The bar for a request whose parameters have been read without complaint."""
    params = request.GET
    pickers = [_picker(dimension, params.getlist(dimension.key), labels) for dimension in FILTERED]
    pickers.sort(key=lambda picker: picker.options is not None)  # fields to type in stand together
    shown = ON_FORM | {picker.key for picker in pickers} | NOT_KEPT
    hidden = [(key, value) for key, values in params.lists() if key not in shown for value in values if value]
    values = {key: params.get(key, "") for key in ON_FORM}
    return FilterBar(pickers, list(_chips(params)), hidden, values)


def _picker(dimension: Dimension, chosen: list[str], labels: Labels) -> Picker:
    chosen = [name for name in chosen if name.strip()]
    if dimension is INFLUENCER or len(names := labels.names(dimension)) > MOST_OPTIONS:
        return Picker(dimension.key, dimension.label, None, chosen)
    model: type[NamedRow] = MODELS[dimension]
    ticked = {model.fold(name) for name in chosen}
    options = [Option(name, model.fold(name) in ticked) for pk, name in names.items() if pk != NONE]
    return Picker(dimension.key, dimension.label, sorted(options, key=lambda o: fold_name(o.name)), chosen)


def _chips(params: QueryDict) -> list[Chip]:
    words = dict(WORDS)
    for dimension in FILTERED:
        label = dimension.label.lower()
        words |= {
            dimension.key: label,
            f"{dimension.key}__not": f"{label} is not",
            f"{dimension.key}__empty": f"{label} is empty:",
        }
    return [
        Chip(f"{words[key]} {_word(key, value)}", _without(params, key, value))
        for key, values in params.lists()
        if key in words
        for value in values
        if value.strip()
    ]


def _word(key: str, value: str) -> str:
    return {"1": "yes", "0": "no"}.get(value, value) if key.endswith("__empty") else value


def _without(params: QueryDict, key: str, value: str) -> str:
    rest = params.copy()
    rest.setlist(key, [v for v in rest.getlist(key) if v != value])
    for other in NOT_KEPT:
        rest.pop(other, None)
    return rest.urlencode()
