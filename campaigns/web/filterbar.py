"""The filter bar: what can be chosen, what is chosen, and how each choice is taken back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from campaigns.dates import format_span
from campaigns.formats import format_times
from campaigns.metrics.dimensions import BASIS, INFLUENCER, TIER, Dimension
from campaigns.metrics.margin import format_margin
from campaigns.metrics.tiers import TIERS, Tier
from campaigns.models import NONE, Influencer, Payout
from campaigns.names import fold_name
from campaigns.periods import PERIODS
from campaigns.reports.answers import keep
from campaigns.reports.filters import FORMS, NAMED
from campaigns.reports.labels import MODELS, Labels
from campaigns.reports.selection import DAYS, Selection
from campaigns.web.chips import Chip, list_chips, write_without

MOST_OPTIONS = 30
"""A longer list shows what is chosen and finds the rest as one types: a page must not grow with the data."""
FEW = 8
"""So many are seen at a glance, without a field to find one."""
TYPED = ("q", "roas_min", "roas_max")
LETTERS = 8
"""So many take the memory of a pointer."""
IN_RESULTS = {"sort", "per_page"}
"""These stand among the results, because a click there changes them."""
NAVIGATION = ("nav-payback", "nav-views", "nav-figures", "nav-rows", "nav-trust")
REFRESHED = ("head", *NAVIGATION, "chips", "presets", "period-now", "count-roas")
"""What follows each answer beside the results; the fields themselves stay under the person's hands."""


def _name_tier(tier: Tier) -> str:
    """``Micro, 10k to 100k``."""
    if tier.below is None:
        words = gettext("{tier}, {least} and more")
    else:
        words = gettext("{tier}, {least} to {below}") if tier.least else gettext("{tier}, below {below}")
    return words.format(tier=gettext(tier.label), least=_shorten(tier.least), below=_shorten(tier.below or 0))


def _shorten(followers: int) -> str:
    return f"{followers // 10**6}M" if followers >= 10**6 else f"{followers // 1000}k"


FIXED: dict[Dimension, Callable[[], dict[str, str]]] = {
    TIER: lambda: {tier.key: _name_tier(tier) for tier in TIERS},
    BASIS: lambda: {basis.value: str(basis.label) for basis in Payout.Basis},
}
"""Lists that no file adds to: value → label, in the reader's language."""


@dataclass(frozen=True)
class Option:
    """One value that can be asked for or ruled out."""

    value: str
    label: str
    is_wanted: bool = False
    is_unwanted: bool = False


@dataclass(frozen=True)
class Picker:
    """One dimension in the bar; a ``long`` list holds only what is chosen, suggestions bring the rest."""

    key: str
    label: str
    options: list[Option]
    is_long: bool
    empty: str
    """``1`` when no value is wanted, ``0`` when any is, else empty text."""
    names: dict[str, str]
    """What each given value is called."""

    @cached_property
    def html(self) -> SafeString:
        """The picker as the bar shows it."""
        return render_to_string("campaigns/_picker.html", {"picker": self})

    @property
    def count(self) -> int:
        """How many choices are made in it."""
        return sum(o.is_wanted or o.is_unwanted for o in self.options) + bool(self.empty)

    @property
    def has_finder(self) -> bool:
        """Whether a field to find a value helps."""
        return self.is_long or len(self.options) > FEW


@dataclass(frozen=True)
class Preset:
    """A period with its days today, and the query that asks for it."""

    label: str
    days: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class FilterBar:
    """Everything the template draws."""

    pickers: list[Picker]
    presets: list[Preset]
    period: str
    now: str
    chips: list[Chip]
    hidden: list[tuple[str, str]]
    values: dict[str, str]
    break_even: str
    margin: str
    days: str
    """The days that are asked for, in words."""
    frozen: str
    """The query with these days in place of a period that moves; empty when none does."""
    refreshed: str = field(default="")


def build_filter_bar(request: HttpRequest, labels: Labels, selection: Selection) -> FilterBar:
    """The bar for a request whose parameters have been read without complaint."""
    params = request.GET
    pickers = [_find_picker(dimension, params, labels) for dimension in NAMED]
    given = params.get("date_after") or params.get("date_before")
    period = "" if given else params.get("period", "")
    words = format_span(selection.after, selection.before)
    names = {(picker.key, name): label for picker in pickers for name, label in picker.names.items()}
    return FilterBar(
        pickers=pickers,
        presets=_list_presets(params, period),
        period=period,
        now=words if given else gettext(PERIODS[period or "all"].label),
        chips=list_chips(params, names, period, words),
        hidden=_list_hidden(params),
        values={key: params.get(key, "") for key in (*TYPED, "date_after", "date_before")},
        break_even=format_times(selection.break_even),
        margin=format_margin(selection.margin) if selection.margin else "",
        days=words,
        frozen=_freeze_days(params, selection) if period and words else "",
        refreshed=",".join(f"#{name}" for name in (*REFRESHED, *(f"count-{d.key}" for d in NAMED))),
    )


def _list_hidden(params: QueryDict) -> list[tuple[str, str]]:
    """What the form must send along although it has no field for it."""
    fields = {f"{d.key}{form}" for d in NAMED for form in FORMS} | {*TYPED} | DAYS | IN_RESULTS | {"page", "_export"}
    return [(key, value) for key, values in params.lists() if key not in fields for value in values if value]


def _freeze_days(params: QueryDict, selection: Selection) -> str:
    days = {"date_after": selection.after, "date_before": selection.before}
    rest, dated = write_without(params, *DAYS, "view"), urlencode({key: day for key, day in days.items() if day})
    return f"{rest}&{dated}" if rest else dated


def _list_presets(params: QueryDict, current: str) -> list[Preset]:
    today, rest = timezone.localdate(), write_without(params, *DAYS)
    return [
        Preset(
            label=period.label,
            days=format_span(*period.find_days(today)),
            query=f"{rest}{'&' * bool(rest)}period={period.key}" if period.key != "all" else rest,
            is_current=period.key == (current or "all"),
        )
        for period in PERIODS.values()
    ]


def _find_picker(dimension: Dimension, params: QueryDict, labels: Labels) -> Picker:
    """Drawn once for what is chosen in it: most of the bar stays as it is from page to page."""
    chosen = (tuple(params.getlist(f"{dimension.key}{form}")) for form in FORMS)
    return keep(
        labels.version,
        ("picker", get_language(), dimension.key, *chosen),
        lambda: _make_picker(dimension, params, labels),
        lambda picker: len(picker.html) // LETTERS,
    )


def _make_picker(dimension: Dimension, params: QueryDict, labels: Labels) -> Picker:
    wanted, unwanted = (_read_names(params, f"{dimension.key}{form}") for form in ("", "__not"))
    known, is_long = _find_known(dimension, [*wanted, *unwanted], labels)
    spelled = _spell(dimension, known, [*wanted, *unwanted])
    chosen = {spelled[name] for name in wanted}, {spelled[name] for name in unwanted}
    values = dict.fromkeys([*({} if is_long else known), *spelled.values()])
    empty = params.get(f"{dimension.key}__empty", "")
    return Picker(
        key=dimension.key,
        label=gettext(dimension.label),
        options=[Option(value, known.get(value, value), *(value in some for some in chosen)) for value in values],
        is_long=is_long,
        empty=empty if empty in ("0", "1") else "",
        names={name: known.get(value, value) for name, value in spelled.items()},
    )


def _read_names(params: QueryDict, key: str) -> list[str]:
    return [name for name in params.getlist(key) if name.strip()]


def _find_known(dimension: Dimension, chosen: list[str], labels: Labels) -> tuple[dict[str, str], bool]:
    """What can be named, value → label, and whether that is only what is chosen of a long list."""
    if dimension in FIXED:
        return FIXED[dimension](), False
    if dimension is INFLUENCER:
        people = Influencer.objects.filter(code__in=[name.strip() for name in chosen]) if chosen else ()
        return {person.code: person.name or person.code for person in people}, True
    names = sorted((name for pk, name in labels.names(dimension).items() if pk != NONE), key=fold_name)
    return {name: name for name in names}, len(names) > MOST_OPTIONS


def _spell(dimension: Dimension, known: dict[str, str], names: list[str]) -> dict[str, str]:
    """Each given name as the list writes it; one that the list does not know stays as it was given."""
    fold = MODELS[dimension].fold if dimension in MODELS else fold_name if dimension in FIXED else str.strip
    spelled = {fold(value): value for value in known}
    return {name: spelled.get(fold(name), name) for name in names}
