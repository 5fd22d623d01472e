"""The only writer of the rollup: facts leave it before a change and enter it after, and payouts are spread again."""

from collections.abc import Iterator

from django.db.models import QuerySet

from campaigns.bulk import batches
from campaigns.models import NONE, Brand, Campaign, Payout, Post, Rollup, TrackingEvent
from campaigns.names import brand_part, fold_name
from campaigns.rollup.cells import merge_facts
from campaigns.rollup.shares import Ranks, spread_payouts
from campaigns.writers import insist_alone, write_alone

BATCH = 500
Scope = tuple[int, int]
"""An influencer's and a campaign's id."""


class Upkeep:
    """Around a change of facts or dimensions: ``leave`` what it concerns, change, ``enter``, and ``settle`` once."""

    def __init__(self) -> None:
        self._scopes: set[Scope] = set()
        self._payouts: set[int] = set()
        self._thinned: set[int] = set()
        self._lost: set[int] = set()
        self._branded: set[int] = set()
        insist_alone()

    def leave(self, facts: QuerySet) -> None:
        """Takes the facts out of the rollup, as they stand in the database now."""
        if facts.model is Payout:
            self._drop_shares(facts)
            return
        touched = self._touch(facts)
        self._thinned |= {influencer for influencer, _ in touched}
        self._lost |= {campaign for _, campaign in touched}
        merge_facts(facts, -1)

    def enter(self, facts: QuerySet) -> None:
        """Puts the facts in, as they stand in the database now."""
        if facts.model is Payout:
            self._payouts |= set(facts.values_list("pk", flat=True))
            return
        self._touch(facts)
        if facts.model is TrackingEvent:
            self._branded |= set(facts.exclude(brand=NONE).order_by().values_list("campaign_id", flat=True).distinct())
        merge_facts(facts, +1)

    def settle(self) -> None:
        """Brings campaigns' brands, derived totals and shares in line with everything that left and entered."""
        self._settle_brands()
        for some in batches(sorted(self._thinned), BATCH):
            Rollup.objects.filter(influencer__in=some, payout_id=0, events_sum=0, posts_sum=0).delete()
        ranks = Ranks.read()
        for payouts in self._affected_payouts():
            self._drop_shares(Payout.objects.filter(pk__in=[p.pk for p in payouts]))
            spread_payouts(payouts, ranks)

    def _touch(self, facts: QuerySet) -> set[Scope]:
        """Notes the scopes whose payouts must be looked at again."""
        touched = set(facts.order_by().values_list("influencer_id", "campaign_id").distinct())
        self._scopes |= touched
        return touched

    @staticmethod
    def _drop_shares(payouts: QuerySet[Payout]) -> None:
        for some in batches(payouts.values_list("pk", "influencer_id"), BATCH):
            ids, influencers = zip(*some, strict=True)
            Rollup.objects.filter(influencer__in=set(influencers), payout_id__in=ids).delete()

    def _affected_payouts(self) -> Iterator[list[Payout]]:
        near = {influencer for influencer, _ in self._scopes} - {NONE}
        for some in batches(sorted(near), BATCH):
            yield [p for p in Payout.objects.filter(influencer__in=some) if self._is_affected(p)]
        for some in batches(sorted(self._payouts), BATCH):
            yield [p for p in Payout.objects.filter(pk__in=some) if p.influencer_id not in near]

    def _is_affected(self, payout: Payout) -> bool:
        in_scope = payout.campaign_id == NONE or (payout.influencer_id, payout.campaign_id) in self._scopes
        by_posts = payout.total_is_derived and payout.basis == Payout.Basis.POST
        return in_scope or by_posts or payout.pk in self._payouts

    def _settle_brands(self) -> None:
        """A campaign whose own rows name brands stands for none itself; one whose rows stopped doing so does again."""
        for campaign in Campaign.objects.filter(pk__in=self._branded - {NONE}, names_brands=False):
            self._set_names_brands(campaign, True)
        for campaign in Campaign.objects.filter(pk__in=self._lost - {NONE}, names_brands=True):
            if not TrackingEvent.objects.filter(campaign=campaign).exclude(brand=NONE).exists():
                self._set_names_brands(campaign, False)

    def _set_names_brands(self, campaign: Campaign, names_brands: bool) -> None:
        campaign.names_brands = names_brands
        self.rebrand(campaign)

    def rebrand(self, campaign: Campaign) -> None:
        """Saves the campaign with the brand that its name, its rows and its admin give it, and moves its facts."""
        facts = [model.objects.filter(campaign=campaign, brand=NONE) for model in (TrackingEvent, Post)]
        facts.append(Payout.objects.filter(campaign=campaign))
        for some in facts:
            self.leave(some)
        if not campaign.brand_is_fixed:
            campaign.brand_id = NONE if campaign.names_brands else find_brand(brand_part(campaign.name))
        campaign.save(update_fields=["brand", "brand_is_fixed", "names_brands"])
        for some in facts:
            self.enter(some)


def find_brand(name: str) -> int:
    """Id of the brand of that name, made when missing; ``NONE`` for no name."""
    if not name:
        return NONE
    return Brand.objects.get_or_create(key=fold_name(name), defaults={"name": name})[0].pk


def rebuild_rollup() -> None:
    """Recomputes the whole table from the facts."""
    with write_alone("a rebuild of the rollup", TrackingEvent.objects.count() + Post.objects.count()):
        _rebuild()


def _rebuild() -> None:
    Rollup.objects.all().delete()
    for model in (TrackingEvent, Post):
        merge_facts(model.objects.all(), +1)
    ranks = Ranks.read()
    people = Payout.objects.order_by("influencer_id").values_list("influencer_id", flat=True).distinct()
    for some in batches(people, BATCH):
        spread_payouts(list(Payout.objects.filter(influencer__in=some)), ranks)
