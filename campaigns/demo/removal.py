"""Takes demo data out again, in one transaction: what a real import has changed stays, with what it names."""

from django.db import models, transaction
from django.db.models import Min, Q, QuerySet

from campaigns.ingest.resolver import show_spellings
from campaigns.models import FACTS, NONE, Brand, Dimension, ImportRun, Influencer, Rollup, Spelling
from campaigns.models.dimensions import NAMED
from campaigns.rollup import Upkeep

IN_DEMO = Q(run__is_demo=True)
Spelled = set[tuple[str, str]]
"""Dimensions and keys."""


@transaction.atomic
def remove_demo() -> None:
    """Removes the facts, influencers, names and runs that only the demo brought."""
    runs = ImportRun.objects.filter(is_demo=True)
    if not runs.exists():
        return
    upkeep = Upkeep()
    for model in FACTS:
        _remove_facts(upkeep, model.objects.filter(run__in=runs))
    _keep_named_influencers(upkeep)
    upkeep.settle()
    Influencer.objects.filter(IN_DEMO).exclude(pk=NONE).delete()
    spelled = set(Spelling.objects.filter(IN_DEMO).values_list("dimension", "key").distinct())
    runs.delete()
    _remove_names(spelled)
    show_spellings(spelled)


def _remove_facts(upkeep: Upkeep, facts: QuerySet) -> None:
    upkeep.leave(facts)
    facts.delete()


# Influencers


def _keep_named_influencers(upkeep: Upkeep) -> None:
    """Takes those that real facts name out of the demo's run."""
    people = Influencer.objects.filter(IN_DEMO).exclude(pk=NONE)
    named = _find_used(Influencer, set(people.values_list("pk", flat=True)))
    for person in people.filter(pk__in=named):
        _make_incomplete(upkeep, person)


def _make_incomplete(upkeep: Upkeep, person: Influencer) -> None:
    """Real facts name the influencer: it is what it would be if only they had. What a person edited stays."""
    facts = [model.objects.filter(influencer=person) for model in FACTS]
    runs = [some.aggregate(first=Min("run"))["first"] for some in facts]
    person.run_id = min((run for run in runs if run), default=None)
    if person.is_edited:
        person.save()
        return
    for some in facts:
        upkeep.leave(some)
    person.name, person.follower_count, person.is_incomplete = "", None, True
    person.category_id = person.gender_id = person.platform_id = NONE
    person.save()
    for some in facts:
        upkeep.enter(some)


# Names


def _remove_names(spelled: Spelled) -> None:
    """Removes what nothing refers to any more. Campaigns and aliases refer to brands, so those come last."""
    brands = Brand.objects.exclude(alias_of=None), Brand.objects.all()
    for rows in (*(model.objects.all() for model in NAMED if model is not Brand), *brands):
        _remove_unused(rows, spelled)


def _remove_unused(rows: QuerySet[Dimension], spelled: Spelled) -> None:
    kind = rows.model._meta.model_name
    keys = {key for dimension, key in spelled if dimension == kind}
    keys -= set(Spelling.objects.filter(dimension=kind, key__in=keys).values_list("key", flat=True))
    ours = rows.filter(key__in=keys).exclude(pk=NONE)
    used = _find_used(rows.model, set(ours.values_list("pk", flat=True)))
    ours.exclude(pk__in=used).delete()


def _find_used(model: type[models.Model], ids: set[int]) -> set[int]:
    """Which of the rows other tables refer to: one look through each table, whatever the number of rows.

    The rollup does not count: it follows from the facts, and is only tidied when all is settled.
    """
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.related_model is not Rollup:
            column = relation.field.attname
            rows = relation.related_model.objects.order_by().filter(**{f"{column}__in": ids - used})
            used |= set(rows.values_list(column, flat=True).distinct())
    return used
