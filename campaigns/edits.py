"""Edits by hand: every save and delete of the admin passes here and keeps the rollup true in the same transaction.

What each changed is in the audit trail, in that transaction too.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q, QuerySet

from campaigns.audit.rows import read_row, record_change, record_removal
from campaigns.models import NONE, Brand, Campaign, Fact, Influencer, Payout, Post, Source, TrackingEvent
from campaigns.names import brand_part
from campaigns.rollup import Upkeep, find_brand
from campaigns.writers import write_alone

EVENT_LIKE = (TrackingEvent, Post)
BRANDING = ("brand_id", "brand_is_fixed")
Save = Callable[[Any], None]


def _as_edit(save: Save) -> Save:
    """Decorates what saves a row: alone, and with what became of the row in the audit trail."""

    @wraps(save)
    def save_and_record(row: models.Model) -> None:
        with write_alone("an edit by hand"):
            before = read_row(type(row), row.pk)
            save(row)
            record_change(row, before, read_row(type(row), row.pk))

    return save_and_record


@_as_edit
def save_fact(fact: Fact) -> None:
    """Saves a tracking event, post or payout that a person edited or added; totals and shares follow."""
    upkeep, model = Upkeep(), type(fact)
    fact.is_edited = True
    fact.key = fact.key or uuid4().bytes
    mine = model.objects.filter(pk=fact.pk)
    if fact.pk:
        upkeep.leave(mine)
        mine.delete()
    fact.save(force_insert=True)
    upkeep.enter(model.objects.filter(pk=fact.pk))
    upkeep.settle()


@write_alone("an edit by hand")
def delete_facts(facts: QuerySet) -> None:
    """Deletes tracking events, posts or payouts."""
    upkeep = Upkeep()
    ids = list(facts.values_list("pk", flat=True))
    mine = facts.model.objects.filter(pk__in=ids)
    record_removal(mine)
    upkeep.leave(mine)
    mine.delete()
    upkeep.settle()


@_as_edit
def save_influencer(influencer: Influencer) -> None:
    """Saves an influencer; a change of platform moves revenue and payouts along."""
    influencer.is_edited = True
    influencer.is_incomplete = influencer.is_incomplete and not influencer.name
    _save_around(influencer, find_moved(influencer))


@_as_edit
def save_campaign(campaign: Campaign) -> None:
    """Saves a campaign; choosing a brand fixes it, releasing it takes the brand of its name again."""
    old = Campaign.objects.filter(pk=campaign.pk).first()
    if old is None:
        _save_new_campaign(campaign)
        return
    upkeep = Upkeep()
    if campaign.brand_id != old.brand_id:
        campaign.brand_is_fixed = True
    Campaign.objects.filter(pk=campaign.pk).update(name=campaign.name, name_is_fixed=campaign.name_is_fixed)
    if _differs(campaign, BRANDING):
        upkeep.rebrand(campaign)
        upkeep.settle()


def _save_new_campaign(campaign: Campaign) -> None:
    campaign.brand_is_fixed = campaign.brand_is_fixed or campaign.brand_id != NONE
    if not campaign.brand_is_fixed:
        campaign.brand_id = find_brand(brand_part(campaign.name))
    campaign.save()


@_as_edit
def save_brand(brand: Brand) -> None:
    """Saves a brand; everything of an alias counts for the other brand at once."""
    _save_around(brand, find_moved(brand))


@_as_edit
def save_source(source: Source) -> None:
    """Saves a source; a change of kind moves its sales in or out of what counts."""
    _save_around(source, find_moved(source))


# What an edit moves


def find_moved(row: models.Model) -> list[QuerySet]:
    """The facts that count elsewhere once ``row`` is saved as it is now: they leave the rollup and enter it again."""
    match row:
        case Influencer() if _differs(row, ("platform_id",)):
            return [model.objects.filter(influencer=row.pk) for model in (*EVENT_LIKE, Payout)]
        case Brand() if _differs(row, ("alias_of_id",)):
            here = Q(brand=row.pk) | Q(brand=NONE, campaign__brand=row.pk)
            events = [model.objects.filter(here) for model in EVENT_LIKE]
            return [*events, Payout.objects.filter(campaign__brand=row.pk)]
        case Campaign() if _differs(row, BRANDING):
            events = [model.objects.filter(campaign=row.pk, brand=NONE) for model in EVENT_LIKE]
            return [*events, Payout.objects.filter(campaign=row.pk)]
        case Source() if _differs(row, ("kind",)):
            return [TrackingEvent.objects.filter(source=row.pk)]
    return []


def count_moved(row: models.Model) -> int:
    """How many facts the edit moves."""
    return sum(facts.count() for facts in find_moved(row))


def read_changes(row: models.Model) -> dict[str, Any]:
    """The columns in which ``row`` differs from the stored one, with their new values."""
    columns = [field.attname for field in row._meta.concrete_fields]
    stored = type(row)._default_manager.values(*columns).get(pk=row.pk)
    return {column: getattr(row, column) for column in columns if getattr(row, column) != stored[column]}


def _differs(row: models.Model, columns: Iterable[str]) -> bool:
    stored = type(row)._default_manager.filter(pk=row.pk).values(*columns).first()
    return stored is not None and any(getattr(row, column) != stored[column] for column in columns)


def _save_around(row: models.Model, facts: list[QuerySet]) -> None:
    """Saves a dimension row while the facts that depend on it are out of the rollup."""
    upkeep = Upkeep()
    for some in facts:
        upkeep.leave(some)
    row.save()
    for some in facts:
        upkeep.enter(some)
    upkeep.settle()


@_as_edit
def _save_plain(row: models.Model) -> None:
    row.save()


SAVERS = {Influencer: save_influencer, Campaign: save_campaign, Brand: save_brand, Source: save_source}


def save_row(row: models.Model) -> None:
    """Saves any row of this app the way its table needs."""
    if isinstance(row, Fact):
        save_fact(row)
    else:
        SAVERS.get(type(row), _save_plain)(row)


@write_alone("an edit by hand")
def delete_rows(rows: QuerySet) -> None:
    """Deletes any rows of this app the way their table needs."""
    if issubclass(rows.model, Fact):
        delete_facts(rows)
    else:
        record_removal(rows)
        rows.delete()
