"""Whatever is done in whatever order: each act has its entry, the chain is whole, and a touched entry shows."""

import pytest
from django.contrib.auth.models import Permission, User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import edits
from campaigns.digest import compute_digest
from campaigns.ingest.undo import UndoRefused, undo_run
from campaigns.models import NONE, AuditEntry, Campaign, ImportRun, Influencer, Margin, Payout, SavedView, TrackingEvent
from campaigns.tests.audit.trail import faults, last_id, tamper
from campaigns.tests.builders import load, taken_back
from campaigns.tests.examples import up_to
from campaigns.tests.golden import GOLDEN

pytestmark = pytest.mark.django_db
some = settings(
    max_examples=up_to(8), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
LATER = {"tracking": [{"date": "2025-08-01", "revenue": "9", "influencer_id": "7", "campaign": "New_One"}]}
WRONG = {"tracking": [{"date": "someday", "revenue": "9"}]}


def import_golden(number):
    return ["imported"] if load(GOLDEN).committed else []


def import_more(number):
    return ["imported"] if load(LATER).committed else []


def import_wrong(number):
    assert not load(WRONG).committed
    return []


def import_on_trial(number):
    load(GOLDEN, dry_run=True)
    return []


def undo(number):
    run = pick(ImportRun.objects.filter(undone_at=None), number)
    try:
        return ["undone"] if run and undo_run(run.pk, "ana") else []
    except UndoRefused:
        return []


def pick(rows, number):
    return rows[number % len(rows)] if (rows := list(rows.order_by("pk"))) else None


def edit_payout(number):
    return edit(pick(Payout.objects.all(), number), total_payout=number)


def edit_influencer(number):
    return edit(pick(Influencer.objects.exclude(pk=NONE), number), follower_count=number)


def edit_campaign(number):
    return edit(pick(Campaign.objects.exclude(pk=NONE), number), name_is_fixed=bool(number % 2))


def edit(row, **values):
    if row is None:
        return []
    before = type(row).objects.filter(pk=row.pk).values().get()
    for name, value in values.items():
        setattr(row, name, value)
    edits.save_row(row)
    after = type(row).objects.filter(pk=row.pk).values().get()
    if before == after:
        return []
    entry = AuditEntry.objects.order_by("-id").first()
    differing = {name for name in before if before[name] != after[name]}
    assert entry.changes == {name: [before[name], after[name]] for name in differing}
    return ["changed"]


def delete_events(number):
    rows = TrackingEvent.objects.filter(pk__in=TrackingEvent.objects.values_list("pk")[: number % 3])
    count = rows.count()
    edits.delete_rows(rows)
    return ["deleted"] * count


def set_margin(number):
    was = Margin.objects.first()
    Margin(basis_points=number % 5 + 1, pk=1).save()
    if was is None:
        return ["created"]
    return ["changed"] if was.basis_points != number % 5 + 1 else []


def keep_view(number):
    view, is_new = SavedView.objects.get_or_create(name=str(number % 2), page="campaigns")
    if is_new:
        return ["created"]
    view.delete()
    return ["deleted"]


def allow(number):
    user, is_new = User.objects.get_or_create(username="sana")
    before = set(user.user_permissions.all())
    user.user_permissions.add(Permission.objects.all()[number % 3])
    return ["created"] * is_new + ["changed"] * (before != set(user.user_permissions.all()))


ACTS = (
    *(import_golden, import_golden, import_more, import_wrong, import_on_trial, undo, edit_payout, edit_influencer),
    *(edit_campaign, delete_events, set_margin, keep_view, allow),
)


@some
@given(
    steps=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=3, max_size=6),
    touched=st.integers(0, 99),
)
def test_each_act_has_its_entry_and_the_chain_is_whole_until_it_is_touched(steps, touched):
    with taken_back():
        load(GOLDEN)
        for act, number in steps:
            since, before = last_id(), compute_digest()
            wanted = act(number)
            entries = AuditEntry.objects.filter(pk__gt=since).order_by("id")
            assert [entry.act for entry in entries] == wanted, act.__name__
            assert wanted or compute_digest() == before, f"{act.__name__} was not recorded"
        assert faults() == []
        entry = pick(AuditEntry.objects.all(), touched)
        tamper("UPDATE campaigns_auditentry SET actor = 'mallory' WHERE id = %s", entry.pk)
        assert [f"entry {entry.pk}: changed" in line for line in faults()] == [True]
