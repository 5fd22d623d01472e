"""Expressions over facts that more than one reader needs: the brand a row counts for."""

from django.db.models import Case, Expression, F, When
from django.db.models.functions import Coalesce

from campaigns.models.dimensions import NONE


def effective_brand() -> Expression:
    """Id of the brand a fact counts for: its own brand cell, else the campaign's; aliases resolved."""
    alias = Case(When(brand=NONE, then=F("campaign__brand__alias_of_id")), default=F("brand__alias_of_id"))
    own = Case(When(brand=NONE, then=F("campaign__brand_id")), default=F("brand_id"))
    return Coalesce(alias, own)
