"""A migration that changes the derived tables empties them: they are filled again from the facts when it is over."""

import pytest
from django.core.management import call_command

from campaigns.digest import compute_digest
from campaigns.models import PayoutShare, Rollup
from campaigns.rollup import find_differences
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN

pytestmark = pytest.mark.django_db


def test_emptied_tables_are_filled_after_a_migration():
    must_load(GOLDEN)
    before = compute_digest()
    Rollup.objects.all().delete()
    PayoutShare.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert compute_digest() == before
    assert list(find_differences()) == []


def test_without_facts_nothing_is_filled():
    call_command("migrate", verbosity=0)
    assert not Rollup.objects.exists()
