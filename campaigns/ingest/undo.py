"""Takes an import run back as if it had never happened, or says what is in the way."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from campaigns.audit import record
from campaigns.audit.trail import Subject
from campaigns.bulk import batches, day_writer, write_rows
from campaigns.ingest.leftovers import make_incomplete, name_influencers, remove_facts, remove_names
from campaigns.ingest.resolver import show_spellings
from campaigns.models import (
    FACTS,
    NONE,
    AuditEntry,
    BeforeImage,
    FoundAgain,
    ImportRun,
    Influencer,
    Payout,
    Post,
    Spelling,
    TrackingEvent,
)
from campaigns.rollup import Upkeep
from campaigns.sentences import kept
from campaigns.writers import write_alone

BATCH = 500
TABLES: dict[str, type[models.Model]] = {model._meta.model_name: model for model in (Influencer, *FACTS)}
DATASETS = {Influencer: "influencers", Post: "posts", TrackingEvent: "tracking", Payout: "payouts"}
UNDO_BY = kept(_("the undo of run {run} by {actor}"))
UNDONE_ALREADY = kept(_("Run {run} was taken back already, by {actor}."))
FOUND_AGAIN = kept(_("Run {run} found {rows} of its rows again; take that run back first."))
CHANGED_LATER = kept(_("Run {run} changed {rows} of its rows; take that run back first."))
EDITED = kept(_("{rows} of its {what} were edited by hand since."))
DELETED = kept(_("{rows} of its {what} were deleted by hand since."))
CAME_BACK = kept(_("{rows} {what} that it removed have come back since."))


class UndoRefused(Exception):
    """The run cannot be taken back; ``obstacles`` are sentences that name what is in the way."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def undo_run(pk: int, actor: str) -> ImportRun:
    """Removes what the run added and puts back what it changed or removed. Returns the run, marked as undone.

    Raises ``ImportRun.DoesNotExist`` and ``UndoRefused``.
    """
    touched = ImportRun.objects.filter(pk=pk).aggregate(n=Sum(F("files__new") + F("files__changed"), default=0))
    with write_alone(UNDO_BY.format(run=pk, actor=actor), touched["n"]):
        return _undo_run(pk, actor)


def _undo_run(pk: int, actor: str) -> ImportRun:
    upkeep = Upkeep()
    run = ImportRun.objects.select_for_update().get(pk=pk)
    if obstacles := list(find_obstacles(run)):
        raise UndoRefused(obstacles)
    for model in FACTS:
        remove_facts(upkeep, model.objects.filter(run=run))
        _put_facts_back(upkeep, model, run)
    _put_influencers_back(upkeep, run)
    _settle_people_and_names(upkeep, run)
    run.undone_at, run.undone_by = timezone.now(), actor
    run.save(update_fields=["undone_at", "undone_by"])
    files = [{"file": file.path, "dataset": file.dataset} for file in run.files.all()]
    record(AuditEntry.Act.UNDONE, Subject.of(run), run=run.pk, details={"files": files})
    return run


def _settle_people_and_names(upkeep: Upkeep, run: ImportRun) -> None:
    """Removes influencers and names that only this run brought; those still named by others become incomplete."""
    people = Influencer.objects.filter(run=run)
    for person in people.filter(pk__in=name_influencers(people)):
        make_incomplete(upkeep, person)
    upkeep.settle()
    Influencer.objects.filter(run=run).exclude(pk__in=name_influencers(people)).delete()
    spelled = set(Spelling.objects.filter(run=run).values_list("dimension", "key").distinct())
    Spelling.objects.filter(run=run).delete()
    FoundAgain.objects.filter(run=run).delete()
    BeforeImage.objects.filter(run=run).delete()
    remove_names(spelled)
    show_spellings(spelled)


# What is in the way


def find_obstacles(run: ImportRun) -> Iterator[str]:
    """A sentence for each reason why the run cannot be taken back."""
    if run.undone_at:
        yield UNDONE_ALREADY.format(run=run.pk, actor=run.undone_by)
        return
    for later in run.found_by.order_by("run"):
        yield FOUND_AGAIN.format(run=later.run_id, rows=f"{later.rows:,}")
    changed = BeforeImage.objects.filter(owner_id=run.pk).values("run").annotate(rows=Count("pk")).order_by("run")
    for later in changed:
        yield CHANGED_LATER.format(run=later["run"], rows=f"{later['rows']:,}")
    for table, model in TABLES.items():
        yield from _find_hand_edits(run, table, model)


def _find_hand_edits(run: ImportRun, table: str, model: type[models.Model]) -> Iterator[str]:
    mine, names = model.objects.filter(run=run), model._meta.verbose_name_plural
    if edited := mine.filter(is_edited=True).count():
        yield EDITED.format(rows=f"{edited:,}", what=names)
    gone = _count_brought(run, table, model) - mine.count() - _count_lost(run, table)
    if gone > 0:
        yield DELETED.format(rows=f"{gone:,}", what=names)
    removed = run.images.filter(table=table, is_removed=True)
    keys = [bytes.fromhex(image.values["key"]) for image in removed if "key" in image.values]
    if back := sum(model.objects.filter(key__in=some).count() for some in batches(keys, BATCH)):
        yield CAME_BACK.format(rows=f"{back:,}", what=names)


def _count_brought(run: ImportRun, table: str, model: type[models.Model]) -> int:
    """Rows that were the run's own when it ended: new ones, placeholders, and those it changed."""
    files = run.files.filter(dataset=DATASETS[model]).aggregate(new=Sum("new", default=0))
    made = run.files.aggregate(n=Sum("placeholders", default=0))["n"] if model is Influencer else 0
    return files["new"] + made + run.images.filter(table=table, is_removed=False).count()


def _count_lost(run: ImportRun, table: str) -> int:
    return BeforeImage.objects.filter(owner_id=run.pk, table=table).count()


# Putting back


def _put_facts_back(upkeep: Upkeep, model: type[models.Model], run: ImportRun) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    for some in batches(run.images.filter(table=model._meta.model_name).iterator(chunk_size=BATCH), BATCH):
        write_rows(model, columns, ([_to_column(model, c, image.values) for c in columns] for image in some))
        upkeep.enter(model.objects.filter(pk__in=[image.row_id for image in some]))


def _to_column(model: type[models.Model], column: str, values: Mapping[str, Any]) -> Any:
    value, kind = values[column], model._meta.get_field(column)
    if isinstance(kind, models.BinaryField):
        return bytes.fromhex(value)
    return day_writer()(date.fromisoformat(value)) if isinstance(kind, models.DateField) and value else value


def _put_influencers_back(upkeep: Upkeep, run: ImportRun) -> None:
    for image in run.images.filter(table=Influencer._meta.model_name):
        person = Influencer.objects.filter(pk=image.row_id).first() or Influencer(platform_id=NONE)
        facts = [model.objects.filter(influencer=image.row_id) for model in FACTS]
        moves = person.platform_id != image.values["platform_id"]
        for some in facts if moves else ():
            upkeep.leave(some)
        for column, value in image.values.items():
            setattr(person, column, value)
        person.save()
        for some in facts if moves else ():
            upkeep.enter(some)
