"""Edits by hand: every save and delete of the admin passes here and keeps the rollup true in the same transaction."""

from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q, QuerySet

from campaigns.models import NONE, Brand, Campaign, Fact, Influencer, Payout, Post, Source, TrackingEvent
from campaigns.names import brand_part
from campaigns.rollup import Upkeep, find_brand

EVENT_LIKE = (TrackingEvent, Post)


@transaction.atomic
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


@transaction.atomic
def delete_facts(facts: QuerySet) -> None:
    """Deletes tracking events, posts or payouts."""
    upkeep = Upkeep()
    ids = list(facts.values_list("pk", flat=True))
    mine = facts.model.objects.filter(pk__in=ids)
    upkeep.leave(mine)
    mine.delete()
    upkeep.settle()


@transaction.atomic
def save_influencer(influencer: Influencer) -> None:
    """Saves an influencer; a change of platform moves revenue and payouts along."""
    influencer.is_edited = True
    influencer.is_incomplete = influencer.is_incomplete and not influencer.name
    old = Influencer.objects.filter(pk=influencer.pk).first()
    moves = old is not None and old.platform_id != influencer.platform_id
    facts = [model.objects.filter(influencer=influencer) for model in (*EVENT_LIKE, Payout)] if moves else []
    _save_around(influencer, facts)


@transaction.atomic
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
    upkeep.rebrand(campaign)
    upkeep.settle()


def _save_new_campaign(campaign: Campaign) -> None:
    campaign.brand_is_fixed = campaign.brand_is_fixed or campaign.brand_id != NONE
    if not campaign.brand_is_fixed:
        campaign.brand_id = find_brand(brand_part(campaign.name))
    campaign.save()


@transaction.atomic
def save_brand(brand: Brand) -> None:
    """Saves a brand; everything of an alias counts for the other brand at once."""
    here = Q(brand=brand.pk) | Q(brand=NONE, campaign__brand=brand.pk)
    facts = [model.objects.filter(here) for model in EVENT_LIKE] + [Payout.objects.filter(campaign__brand=brand.pk)]
    _save_around(brand, facts if brand.pk else [])


@transaction.atomic
def save_source(source: Source) -> None:
    """Saves a source; a change of kind moves its sales in or out of what counts."""
    _save_around(source, [TrackingEvent.objects.filter(source=source)] if source.pk else [])


def _save_around(row: models.Model, facts: list[QuerySet]) -> None:
    """Saves a dimension row while the facts that depend on it are out of the rollup."""
    upkeep = Upkeep()
    for some in facts:
        upkeep.leave(some)
    row.save()
    for some in facts:
        upkeep.enter(some)
    upkeep.settle()


SAVERS = {Influencer: save_influencer, Campaign: save_campaign, Brand: save_brand, Source: save_source}


def save_row(row: models.Model) -> None:
    """Saves any row of this app the way its table needs."""
    if isinstance(row, Fact):
        save_fact(row)
    else:
        SAVERS.get(type(row), models.Model.save)(row)
