"""Names for ids, and ids for names: joined after grouping, because grouping by text sorts text."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from campaigns.dates import NO_DATE, format_month
from campaigns.metrics.dimensions import (
    ATTRIBUTION,
    BRAND,
    CAMPAIGN,
    CATEGORY,
    DAY,
    GENDER,
    INFLUENCER,
    MONTH,
    PLATFORM,
    PRODUCT,
    SOURCE,
    TIER,
    Dimension,
)
from campaigns.metrics.tiers import TIERS
from campaigns.models import (
    NONE,
    Attribution,
    Brand,
    Campaign,
    Category,
    DataVersion,
    Gender,
    Influencer,
    Platform,
    Product,
    Source,
)
from campaigns.models.dimensions import Dimension as NamedRow
from campaigns.models.versions import name_token
from campaigns.names import fold_name
from campaigns.reports.answers import count_states
from campaigns.scope import read_scope

MODELS: dict[Dimension, type[NamedRow]] = {
    BRAND: Brand,
    CAMPAIGN: Campaign,
    PRODUCT: Product,
    PLATFORM: Platform,
    CATEGORY: Category,
    GENDER: Gender,
    SOURCE: Source,
}


class Person(NamedTuple):
    """What reports show of an influencer."""

    code: str
    name: str
    category: int
    gender: int
    platform: int
    follower_count: int | None
    is_incomplete: bool


class _Table(dict[int, Any]):
    """Rows of a table by primary key, read again for one that has come since."""

    def __init__(self, read: Callable[[], Iterable[tuple[int, Any]]]) -> None:
        super().__init__(read())
        self._read = read

    def __missing__(self, pk: int) -> Any:
        self.update(self._read())
        if pk not in self:
            raise KeyError(pk)
        return self[pk]


def _read_people() -> Iterator[tuple[int, Person]]:
    columns = (
        "pk",
        "code",
        "name",
        "category_id",
        "gender_id",
        "platform_id",
        "follower_count",
        "is_incomplete",
    )
    return ((pk, Person._make(rest)) for pk, *rest in Influencer.objects.values_list(*columns))


class _Ranks(dict[int, int]):
    """Places by primary key; one that has come since stands behind all others."""

    def __missing__(self, pk: int) -> int:
        return len(self)


class _Known:
    """All names of one version of the data, each table read once and only when asked for."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._names: dict[Dimension, _Table] = {}
        self._ranks: dict[Dimension, _Ranks] = {}

    @cached_property
    def people(self) -> _Table:
        return _Table(_read_people)

    def names(self, dimension: Dimension) -> _Table:
        if dimension not in self._names:
            self._names[dimension] = _Table(lambda: MODELS[dimension].objects.values_list("pk", "name"))
        return self._names[dimension]

    def rank(self, dimension: Dimension) -> _Ranks:
        if dimension not in self._ranks:
            in_order = (pk for _, pk in sorted(self._sort_keys(dimension)))
            self._ranks[dimension] = _Ranks((pk, place) for place, pk in enumerate(in_order))
        return self._ranks[dimension]

    def _sort_keys(self, dimension: Dimension) -> Iterator[tuple[Any, int]]:
        if dimension is INFLUENCER:
            return (((p.name.casefold(), p.code.casefold()), pk) for pk, p in self.people.items())
        return ((name.casefold(), pk) for pk, name in self.names(dimension).items())


MOST_KNOWN = 4
"""Versions whose names are kept: of people who are limited to brands each scope is one."""
_known: OrderedDict[str, _Known] = OrderedDict()
"""Those asked for last. A page that still uses an older one keeps it."""
_lock = Lock()


def _know(version: str) -> _Known:
    with _lock:
        known = _known.pop(version, None) if version else None
        known = _known[version] = known or _Known(version)
        _forget_old()
    return known


def _forget_old() -> None:
    tokens = list(dict.fromkeys(map(name_token, reversed(_known))))[: count_states()]
    for version in [version for version in _known if name_token(version) not in tokens]:
        del _known[version]
    while len(_known) > MOST_KNOWN:
        _known.popitem(last=False)


def forget() -> None:
    """Forgets every name: for tests, whose data come and go without a write."""
    with _lock:
        _known.clear()


class Labels:
    """Names for one request, of the data's present version; kept for the next request while nothing is written."""

    def __init__(self) -> None:
        self.version = DataVersion.read()
        self._known = _know(self.version)

    @property
    def people(self) -> Mapping[int, Person]:
        """Influencers by primary key."""
        return self._known.people

    def names(self, dimension: Dimension) -> Mapping[int, str]:
        """Shown names of a dimension by primary key; the row for "no value" has an empty one."""
        return self._known.names(dimension)

    def rank(self, dimension: Dimension) -> Callable[[Any], Any]:
        """What sorts values of a dimension by name: their place among all of them, or what a plain value is."""
        if dimension is not INFLUENCER and dimension not in MODELS:
            return lambda value: value
        return self._known.rank(dimension).__getitem__

    def name(self, dimension: Dimension, value: object) -> str:
        """The raw name of one value, as exports write it; empty for none."""
        return (SPECIAL.get(dimension) or _named)(self, dimension, value)

    def shown(self, dimension: Dimension, value: object) -> str:
        """The same for people: a month as ``Jul 2025``, an influencer by name."""
        text = self.name(dimension, value)
        if dimension is INFLUENCER and (person := self.people.get(value)):
            return person.name or person.code
        return {MONTH: format_month}.get(dimension, str)(text)


def _named(labels: Labels, dimension: Dimension, value: object) -> str:
    return labels.names(dimension)[value]


def _month(labels: Labels, dimension: Dimension, value: object) -> str:
    return "" if value == month_of_none() else str(value)


def month_of_none() -> str:
    """How the database writes the month of "no date"."""
    return f"{NO_DATE.year:04d}-{NO_DATE.month:02d}"


def name_scope() -> list[str] | None:
    """The brands that are looked at, by name; None when it is all of them."""
    brands = read_scope()
    if brands is None:
        return None
    return list(Brand.objects.filter(pk__in=brands).order_by("key").values_list("name", flat=True))


SPECIAL: dict[Dimension, Callable[[Labels, Dimension, object], str]] = {
    INFLUENCER: lambda labels, _, value: labels.people[value].code,
    MONTH: _month,
    DAY: lambda labels, _, value: "" if value == NO_DATE else value.isoformat(),
    ATTRIBUTION: lambda labels, _, value: Attribution(value).label,
}


def find_ids(dimension: Dimension, texts: Iterable[str]) -> set[int]:
    """Ids of the rows that the texts name, compared as files are; an alias stands for its brand. Unknown ones: none."""
    if dimension is INFLUENCER:
        return set(
            Influencer.objects.filter(code__in=[t.strip() for t in texts]).exclude(pk=NONE).values_list("pk", flat=True)
        )
    if dimension is TIER:
        wanted = {fold_name(text) for text in texts}
        return {n for n, tier in enumerate(TIERS, start=1) if wanted & {tier.key, fold_name(tier.label)}}
    model = MODELS[dimension]
    found = model.objects.filter(key__in={model.fold(text) for text in texts}).exclude(pk=NONE)
    if model is Brand:
        return {alias or pk for pk, alias in found.values_list("pk", "alias_of_id")}
    return set(found.values_list("pk", flat=True))
