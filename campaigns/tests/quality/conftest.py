"""A fixed today for tests of data quality, and somebody who may see everything."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from campaigns.tests.quality.cases import TODAY


@pytest.fixture
def today(monkeypatch):
    """Noon of ``TODAY``."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))


@pytest.fixture
def admin(client, db):
    """A client signed in as a superuser."""
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    return client
