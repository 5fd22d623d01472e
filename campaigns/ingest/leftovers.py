"""What is left when rows go: influencers whom other rows still name, and names that nobody uses any more."""

from django.db import models
from django.db.models import Min, QuerySet

from campaigns.models import FACTS, NONE, Brand, Dimension, ImportRun, Influencer, Rollup, Spelling
from campaigns.models.dimensions import NAMED
from campaigns.rollup import Upkeep

Spelled = set[tuple[str, str]]
"""Dimensions and keys."""


def remove_facts(upkeep: Upkeep, facts: QuerySet) -> None:
    """Deletes facts and takes them out of the rollup."""
    upkeep.leave(facts)
    facts.delete()


def name_influencers(people: QuerySet[Influencer]) -> set[int]:
    """Which of them other rows still name."""
    return _find_used(Influencer, set(people.exclude(pk=NONE).values_list("pk", flat=True)))


def make_incomplete(upkeep: Upkeep, person: Influencer, run: ImportRun | None = None) -> None:
    """Other facts name the influencer: it is what it would be if only they had. What a person edited stays.

    It belongs to ``run`` then, or else to the first run whose facts name it.
    """
    facts = [model.objects.filter(influencer=person) for model in FACTS]
    person.run_id = run.pk if run else _find_first_run(facts)
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


def _find_first_run(facts: list[QuerySet]) -> int | None:
    runs = [some.aggregate(first=Min("run"))["first"] for some in facts]
    return min((run for run in runs if run), default=None)


def remove_names(spelled: Spelled) -> None:
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
