"""Mode replace: the files are complete, so stored rows that are not in them go; what goes is kept for undo."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from campaigns.bulk import batches
from campaigns.ingest.images import Images
from campaigns.ingest.leftovers import make_incomplete, name_influencers
from campaigns.ingest.reports import FileReport
from campaigns.models import NONE, Brand, ImportRun, Influencer, Payout
from campaigns.models.expressions import effective_brand
from campaigns.names import fold_name
from campaigns.rollup import Upkeep

BATCH = 5_000


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What the files are complete for: all, or some days or one brand. ``yes`` allows to remove most of it."""

    after: date | None = None
    before: date | None = None
    brand: str = ""
    yes: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether it is about some days or one brand only."""
        return bool(self.after or self.before or self.brand)

    def narrow(self, facts: QuerySet) -> QuerySet:
        """The facts the files are complete for; what has no date lies outside any range of days."""
        return facts.filter(self._within(facts))

    def leave(self, facts: QuerySet) -> QuerySet:
        """The facts that stay, whatever the files say."""
        return facts.exclude(self._within(facts))

    def _within(self, facts: QuerySet) -> Q:
        day = "payout_date" if facts.model is Payout else "date"
        bounds = {f"{day}__gte": self.after, f"{day}__lte": self.before}
        within = Q(**{key: bound for key, bound in bounds.items() if bound})
        return within & self._of_brand(facts) if self.brand else within

    def _of_brand(self, facts: QuerySet) -> Q:
        brand = Brand.objects.filter(key=fold_name(self.brand)).exclude(pk=NONE).first()
        wanted = (brand.alias_of_id or brand.pk) if brand else None
        if facts.model is Payout:
            return Q(campaign__brand=wanted) | Q(campaign__brand__alias_of=wanted) if wanted else Q(pk=None)
        ids = facts.model.objects.annotate(counted=effective_brand()).filter(counted=wanted).values("pk")
        return Q(pk__in=ids)


class Remover:
    """Removes what the files of one run do not have."""

    def __init__(self, replacement: Replacement, run: ImportRun, upkeep: Upkeep, images: Images) -> None:
        self._replacement, self._run, self._upkeep, self._images = replacement, run, upkeep, images
        self._gone: set[int] = set()

    @property
    def takes_all(self) -> bool:
        """Whether no stored row stays that the files do not have."""
        return not self._replacement.is_partial

    def leave(self, facts: QuerySet) -> QuerySet:
        """Those that stay, whatever the files say."""
        return self._replacement.leave(facts)

    def remove_facts(self, report: FileReport, stored: QuerySet, keys: set[bytes]) -> None:
        """Removes stored facts whose key is not among ``keys``; counts them in the report."""
        within = self._replacement.narrow(stored.all())
        gone = [pk for pk, key in within.order_by().values_list("pk", "key").iterator() if bytes(key) not in keys]
        report.removed = len(gone)
        if self._is_too_much(report, len(gone), stored.count()):
            return
        for some in batches(gone, BATCH):
            facts = stored.model.objects.filter(pk__in=some)
            self._images.keep(stored.model, facts.values(*self._columns(stored)), is_removed=True)
            self._upkeep.leave(facts)
            facts.delete()

    def remove_influencers(self, report: FileReport, codes: set[str]) -> None:
        """Removes influencers that no file names; those that facts still name become incomplete."""
        if self._replacement.is_partial:
            return
        stored = Influencer.objects.exclude(pk=NONE).exclude(run=self._run)
        gone = [pk for pk, code in stored.filter(is_incomplete=False).values_list("pk", "code") if code not in codes]
        report.removed = len(gone)
        if self._is_too_much(report, len(gone), stored.count()):
            return
        people = Influencer.objects.filter(pk__in=gone)
        named = name_influencers(people)
        self._keep(people.filter(pk__in=named), is_removed=False)
        self._keep(people.exclude(pk__in=named), is_removed=True)
        for person in people.filter(pk__in=named):
            make_incomplete(self._upkeep, person, run=self._run)
        self._gone = set(gone) - named

    def finish(self) -> None:
        """Deletes the influencers, once nothing of the rollup refers to them."""
        Influencer.objects.filter(pk__in=self._gone).delete()

    def _keep(self, people: QuerySet[Influencer], *, is_removed: bool) -> None:
        self._images.keep(Influencer, people.values(*self._columns(people)), is_removed=is_removed)

    @staticmethod
    def _columns(rows: QuerySet) -> list[str]:
        return [field.attname for field in rows.model._meta.concrete_fields]

    def _is_too_much(self, report: FileReport, gone: int, stored: int) -> bool:
        if gone * 2 <= stored or self._replacement.yes:
            return False
        details: dict[str, Any] = {"gone": gone, "stored": stored}
        report.problems.add("removes-too-much", **details)
        return True
