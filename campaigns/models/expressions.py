"""Expressions over facts that more than one reader needs: which brand a row counts for, and as whose sale."""

from django.db.models import Case, Expression, F, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce

from campaigns.metrics.queryset import Attribution
from campaigns.models.dimensions import NONE, Source


def effective_brand(column: str = "_id") -> Expression:
    """The brand a fact counts for: its own brand cell, else the campaign's; aliases resolved.

    Its id, or with ``column="__key"`` the key by which names are compared and sorted.
    """
    alias = Case(When(brand=NONE, then=F(f"campaign__brand__alias_of{column}")), default=F(f"brand__alias_of{column}"))
    own = Case(When(brand=NONE, then=F(f"campaign__brand{column}")), default=F(f"brand{column}"))
    return Coalesce(alias, own)


def attribution_of_event() -> Expression:
    """Whose sale a tracking event is: baseline by its source, else unassigned without influencer, else attributed."""
    return Case(
        When(source__kind=Source.Kind.BASELINE, then=Value(Attribution.BASELINE)),
        When(influencer=NONE, then=Value(Attribution.UNASSIGNED)),
        default=Value(Attribution.ATTRIBUTED),
        output_field=SmallIntegerField(),
    )
