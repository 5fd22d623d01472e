"""Takes demo data out again, in one transaction: what a real import has brought or changed stays."""

from django.db.models import Q

from campaigns.audit import record
from campaigns.ingest.leftovers import make_incomplete, name_influencers, remove_facts, remove_names
from campaigns.ingest.resolver import show_spellings
from campaigns.models import FACTS, NONE, AuditEntry, BeforeImage, ImportRun, Influencer, Spelling
from campaigns.rollup import Upkeep
from campaigns.writers import write_alone

IN_DEMO = Q(run__is_demo=True)


@write_alone("the removal of the demo data")
def remove_demo() -> None:
    """Removes the facts, influencers, names and runs that only the demo brought."""
    runs = ImportRun.objects.filter(is_demo=True)
    if not runs.exists():
        return
    upkeep = Upkeep()
    for model in FACTS:
        remove_facts(upkeep, model.objects.filter(run__in=runs))
    people = Influencer.objects.filter(IN_DEMO).exclude(pk=NONE)
    for person in people.filter(pk__in=name_influencers(people)):
        make_incomplete(upkeep, person)
    upkeep.settle()
    people.all().delete()
    spelled = set(Spelling.objects.filter(IN_DEMO).values_list("dimension", "key").distinct())
    BeforeImage.objects.filter(owner_id__in=runs.values("pk")).delete()  # undo must not bring the demo back
    record(AuditEntry.Act.DEMO_REMOVED, details={"runs": list(runs.values_list("pk", flat=True))})
    runs.delete()
    remove_names(spelled)
    show_spellings(spelled)
