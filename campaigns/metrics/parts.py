"""The pieces metrics are declared from: SQL, Python value, formula text and emptiness derive from the declaration."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, Expression, ExpressionWrapper, FloatField, Q, Sum, Value
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext_noop as _

from campaigns.formats import COUNT, MONEY, PRICE, SHARE, TIMES, Number, Unit

__all__ = [
    "COUNT",
    "EVENTS",
    "MONEY",
    "PAYOUTS",
    "POSTS",
    "PRICE",
    "SHARE",
    "TIMES",
    "Added",
    "Difference",
    "Distinct",
    "Metric",
    "Part",
    "Ratio",
]

EVENTS, POSTS, PAYOUTS = _("tracking events"), _("posts"), _("payouts")
"""The kinds of facts that a part sums, in the words shown to people."""


class Plain(ExpressionWrapper):
    """A number as the driver gives it, which already is one: Django would look at each again."""

    @property
    def convert_value(self) -> Any:
        return self._convert_value_noop


@dataclass(frozen=True, kw_only=True)
class Metric(ABC):
    """A number with a meaning. ``key`` is its annotation, query parameter and export header alike."""

    key: str
    label: str
    unit: Unit
    help: str

    @property
    def why_unset(self) -> str:
        """The reason why it has no value anywhere; empty text when nothing is missing."""
        return ""

    def at(self, margin: int | None) -> "Metric":
        """Itself under a margin in basis points; only what is computed with a margin changes."""
        return self

    @property
    @abstractmethod
    def facts(self) -> frozenset[str]:
        """The kinds of facts it is made of."""

    @property
    @abstractmethod
    def formula(self) -> str:
        """How it is computed, in words."""

    @abstractmethod
    def parts(self) -> tuple["Part", ...]:
        """The additive sums it rests on."""

    @abstractmethod
    def expression(self) -> Expression:
        """The aggregate for a (grouped) rollup query."""

    @abstractmethod
    def value(self, sums: Mapping[str, int]) -> Number | None:
        """The same from already added parts, keyed by part; ``None`` is empty. Used for totals."""


@dataclass(frozen=True, kw_only=True)
class Part(Metric):
    """An additive sum over one column of the rollup."""

    column: str
    fact: str

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    @property
    def formula(self) -> str:
        return f"sum over {self.fact}"

    def parts(self) -> tuple["Part", ...]:
        return (self,)

    def expression(self) -> Expression:
        # PostgreSQL sums bigints to numeric; the cast keeps them whole numbers on both engines.
        return Plain(Cast(Sum(self.column, default=0), BigIntegerField()), BigIntegerField())

    def value(self, sums: Mapping[str, int]) -> int:
        return sums[self.key]


@dataclass(frozen=True, kw_only=True)
class Distinct(Metric):
    """How many different values stand behind a row, among its sales and payouts. Not additive: it has no total."""

    column: str

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({EVENTS, PAYOUTS})

    @property
    def formula(self) -> str:
        return f"different {self.label.lower()} with sales or payouts"

    def parts(self) -> tuple[Part, ...]:
        return ()

    def expression(self) -> Expression:
        return Count(self.column, distinct=True, filter=Q(events_sum__gt=0) | Q(shares_sum__gt=0))

    def value(self, sums: Mapping[str, int]) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class _Pair(Metric):
    """A metric made of two others."""

    @abstractmethod
    def _pair(self) -> tuple[Metric, Metric]:
        """The two."""

    @property
    def facts(self) -> frozenset[str]:
        first, second = self._pair()
        return first.facts | second.facts

    def parts(self) -> tuple[Part, ...]:
        first, second = self._pair()
        return tuple(dict.fromkeys(first.parts() + second.parts()))


@dataclass(frozen=True, kw_only=True)
class Added(_Pair):
    """One metric plus another."""

    first: Metric
    second: Metric

    def _pair(self) -> tuple[Metric, Metric]:
        return self.first, self.second

    @property
    def formula(self) -> str:
        return f"{self.first.label} + {self.second.label}".lower()

    def expression(self) -> Expression:
        return Plain(self.first.expression() + self.second.expression(), BigIntegerField())

    def value(self, sums: Mapping[str, int]) -> Number:
        return self.first.value(sums) + self.second.value(sums)


@dataclass(frozen=True, kw_only=True)
class Difference(_Pair):
    """One metric minus another."""

    plus: Metric
    minus: Metric

    def _pair(self) -> tuple[Metric, Metric]:
        return self.plus, self.minus

    @property
    def formula(self) -> str:
        return f"{self.plus.label} − {self.minus.label}".lower()

    def expression(self) -> Expression:
        return Plain(self.plus.expression() - self.minus.expression(), BigIntegerField())

    def value(self, sums: Mapping[str, int]) -> Number:
        return self.plus.value(sums) - self.minus.value(sums)


@dataclass(frozen=True, kw_only=True)
class Ratio(_Pair):
    """One metric ÷ another, of totals. Empty when the divisor is zero: never 0, never infinite."""

    top: Metric
    bottom: Metric
    scale: int = 1

    def _pair(self) -> tuple[Metric, Metric]:
        return self.top, self.bottom

    @property
    def formula(self) -> str:
        per = f" × {self.scale:,}" if self.scale != 1 else ""
        top = f"({self.top.label})" if isinstance(self.top, Added) else self.top.label
        return f"{top}{per} ÷ {self.bottom.label}".lower()

    def expression(self) -> Expression:
        # Whole numbers up to here, so that both engines and Python give one double; scaled after, lest it overflow.
        top = Cast(self.top.expression(), FloatField()) * Value(float(self.scale))
        return Plain(top / NullIf(Cast(self.bottom.expression(), FloatField()), Value(0.0)), FloatField())

    def value(self, sums: Mapping[str, int]) -> float | None:
        bottom = self.bottom.value(sums)
        return float(self.top.value(sums)) * self.scale / float(bottom) if bottom else None
