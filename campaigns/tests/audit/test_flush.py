"""Emptying a database on purpose still works, and the trail is guarded again afterwards."""

import pytest

from campaigns.audit import record
from campaigns.audit.guard import find_unguarded
from campaigns.models import AuditEntry
from campaigns.tests.commands.runner import run


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_trail_and_leaves_it_guarded():
    record(AuditEntry.Act.EXPORTED)
    assert run("flush", "--noinput")[0] == 0
    assert not AuditEntry.objects.exists()
    assert find_unguarded() == []
    assert run("audit", "--check")[0] == 0
